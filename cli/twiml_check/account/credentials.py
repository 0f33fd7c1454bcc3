"""With which credentials the REST API is asked, and at which address.

https://www.twilio.com/docs/iam/api-keys: an API key stands for the account, the Account SID stays
in the path.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from twiml_check.web.host import is_literal, is_private
from twiml_check.web.url import Url, mask

API = "https://api.twilio.com"
MESSAGING = "https://messaging.twilio.com/v1"
REGIONAL = r"(?i)https://api((?:\.[a-z0-9-]+)*\.twilio\.com)"
"""An edge or region has a host of its own for each product.

https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
"""
ACCOUNT_SID = "AC[0-9a-fA-F]{32}"


class Credentials(NamedTuple):
    """What to say to the API, and where it is."""

    account: str
    """The Account SID."""
    user: str
    password: str
    words: str
    """What user and password are called, for a message."""
    api: str = API
    messaging: str = MESSAGING

    def __repr__(self) -> str:
        """Without the password, which must not show in any log."""
        return f"Credentials({self.account}, {self.words})"


def credentials(environment: Mapping[str, str], token: str | None) -> Credentials:
    """The credentials of the environment; an API key goes before the Auth Token `token`.

    Raises:
        Unresolved: something is missing, or cannot be right.
    """
    account = _value(environment, "TWILIO_ACCOUNT_SID")
    user, password, words = _login(environment, account, token)
    if not account:
        raise Unresolved("a phone number needs your account: set TWILIO_ACCOUNT_SID")
    if not re.fullmatch(ACCOUNT_SID, account):
        raise Unresolved("TWILIO_ACCOUNT_SID is no Account SID: those are AC and 32 hex digits")
    return Credentials(account, user, password, words, *_hosts(environment))


def _value(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name, "").strip()


def _login(environment: Mapping[str, str], account: str, token: str | None) -> tuple[str, str, str]:
    key, secret = _value(environment, "TWILIO_API_KEY"), _value(environment, "TWILIO_API_SECRET")
    if key and secret:
        return key, secret, "TWILIO_API_KEY with TWILIO_API_SECRET"
    if token:
        return account, token, "TWILIO_ACCOUNT_SID with the Auth Token"
    if key or secret:
        missing = "TWILIO_API_SECRET" if key else "TWILIO_API_KEY"
        raise Unresolved(f"half of an API key: set {missing} too")
    raise Unresolved(
        "a phone number needs your account: set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or "
        "TWILIO_API_KEY with TWILIO_API_SECRET"
    )


def _hosts(environment: Mapping[str, str]) -> tuple[str, str]:
    """The addresses of the two APIs; TWILIO_API_URL moves both."""
    url = _value(environment, "TWILIO_API_URL").rstrip("/")
    if not url:
        return API, MESSAGING
    if reason := Url.parse(url).problem or _unsafe(url):
        raise Unresolved(f"TWILIO_API_URL {mask(url)} cannot be used: {reason}")
    region = re.fullmatch(REGIONAL, url)
    return url, f"https://messaging{region[1]}/v1" if region else f"{url}/messaging/v1"


def _unsafe(url: str) -> str:
    """Return why credentials are not sent there."""
    if any(mark in url for mark in "@?#"):
        return "it is a host and perhaps a path, without login, ? and #"
    where = Url.parse(url).origin
    if where and where.scheme == "http" and not _is_near(where.host):
        return "credentials go by https only, but for a host in your own network"
    return ""


def _is_near(host: str) -> bool:
    """Whether it is no host of the internet: a private address, or a name such as Docker gives."""
    return is_private(host) or not ("." in host or is_literal(host))


class Unresolved(Exception):  # noqa: N818 - it is an outcome, one line for the user
    """The user has to mend something: credentials, the number, the settings of the account."""


class Unset(Unresolved):
    """The number is there, but Twilio would call nobody."""


class NoAnswer(Unresolved):
    """The API could not be asked, or gave nothing of use; nobody knows about the number."""
