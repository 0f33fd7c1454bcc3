"""Ten fresh https connections with one Fetcher; the exit status tells when a trust store is
loaded twice, or an answer is missing."""

import ssl
import sys

from twiml_check.fetch import Fetcher
from twiml_check.model.exchange import Request
from twiml_check.web.url import Url

loaded = 0
load = ssl.SSLContext.load_verify_locations


def counted(*args: object, **kwargs: object) -> None:
    """The real thing, counted."""
    global loaded
    loaded += 1
    load(*args, **kwargs)  # type: ignore[arg-type]


ssl.SSLContext.load_verify_locations = counted  # type: ignore[method-assign]
url = sys.argv[1]
request = Request(
    "POST", Url.parse(url), Url.parse(url), (), (("Connection", "close"),), b"Body=hello"
)
with Fetcher(ca_bundle=sys.argv[2]) as fetcher:
    answers = [fetcher.send(request) for _ in range(10)]
sys.exit(loaded != 1 or any(answer.status != 200 for answer in answers))
