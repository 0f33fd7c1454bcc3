"""Send a request as Twilio does, and say what came back or why nothing did.

`fetcher` makes one exchange; `wire` is where it meets requests, `response` reads what http.client
would misread, `dial`, `tls` and `sockets` keep Twilio's time limits, `body` its size limit, and
`causes` names what went wrong.
"""

from twiml_check.fetch.client import Fetcher

__all__ = ["Fetcher"]
