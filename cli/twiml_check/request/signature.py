"""X-Twilio-Signature, by which a webhook knows that Twilio is asking.

https://www.twilio.com/docs/usage/security
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from twiml_check.model.exchange import Product
from twiml_check.request.address import split


def signature(token: str, url: str, params: Iterable[tuple[str, str]] = ()) -> str:
    """The signature of a request for `url`; `params` are the fields of a form body, if any.

    A pair that stands twice counts once, as it does in Twilio's own validators.
    """
    text = url + "".join(name + value for name, value in sorted(set(params)))
    key, message = (part.encode("utf-8", "surrogatepass") for part in (token, text))
    return base64.b64encode(hmac.new(key, message, hashlib.sha1).digest()).decode("ascii")


def signed_url(target: str, product: Product) -> str:
    """The URL as it is signed: without its port for https calls, as written for all else."""
    address = split(target)
    if address.scheme == "https" and product == "voice":
        return str(address._replace(port=""))
    return target
