"""Send a request as Twilio does, and return the response or the reason why there is none.

`client` makes one exchange, `transport` connects it to the library requests, `connection` keeps
Twilio's time limits, `response` reads head and body and keeps the size limit, `session` remembers
cookies and credentials, and `errors` names the cause of a failure.
"""

from twiml_check.fetch.client import Fetcher

__all__ = ["Fetcher"]
