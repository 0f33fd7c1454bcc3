"""The one change that makes an address usable, by the reason why it is not (`urls.unusable`)."""

from __future__ import annotations

ADDRESS = "write an http or https address"
CHANGES = (
    ("a space in it", "write %20 for a space, or remove it"),
    ("user name or password", "percent-encode it: %40 for @, %2F for /, %3F for ?"),
    ("an underscore", "use a host name without an underscore"),
    ("its host", "correct the host name"),
    ("before its path", "write / in place of it"),
    ("its port", "write a port from 1 to 65535, or none"),
)
"""Words of a reason, and what to do about it."""


def mended(reason: str, usual: str = ADDRESS) -> str:
    """What to change; `usual` where the reason is that it is no web address at all."""
    return next((change for words, change in CHANGES if words in reason), usual)
