"""Send a request as Twilio does, and say what came back or why nothing did.

`client` makes one exchange; `transport` is where it meets requests, `connection` keeps Twilio's
time limits, `response` reads head and body and keeps the size limit, `session`
remembers cookies and credentials, and `errors` names what went wrong.
"""

from twiml_check.fetch.client import Fetcher

__all__ = ["Fetcher"]
