"""X-Twilio-Signature, by which a webhook knows that Twilio is asking.

https://www.twilio.com/docs/usage/security
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from twiml_check.model.exchange import Product
from twiml_check.web.url import Url


def signature(token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """Return the signature of a request for `url`; `params` are the fields of a form body, if any.

    A pair that stands twice counts once, as it does in Twilio's own validators.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    key, message = (part.encode("utf-8", "surrogatepass") for part in (token, text))
    return base64.b64encode(hmac.new(key, message, hashlib.sha1).digest()).decode("ascii")


def signed_url(target: Url, product: Product) -> str:
    """Return the URL as it is signed: without its port for https calls, else as written."""
    return (target.without_port if (target.scheme, product) == ("https", "voice") else target).text
