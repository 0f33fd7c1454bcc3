"""The connection overrides in the fragment of a URL: Twilio's timeouts and retries.

https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
"""

from typing import NamedTuple

from twiml_check.web.text import clip, mask
from twiml_check.web.url import Url

EDGES = (
    *("ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"),
    *("ashburn-ix", "frankfurt-ix", "london-ix", "san-jose-ix", "singapore-ix"),
)
RETIRED_EDGES = (
    *("roaming", "gll", "london"),
    *("us1", "us2", "ie1", "de1", "br1", "sg1", "jp1", "au1"),
)
"""Edge locations of Twilio that webhooks cannot use."""
RETRY_POLICIES = ("4xx", "5xx", "ct", "rt", "all")
RANGES = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}
KEYS = (*RANGES, "rp", "e", "sni")


class OverrideFault(NamedTuple):
    """A part of the fragment that Twilio does not accept."""

    code: int | None
    """Twilio's number, or None where it has none."""
    text: str


class Overrides(NamedTuple):
    """Twilio's timeouts (in milliseconds) and retries for this URL."""

    ct_ms: int = 5_000
    """For one TCP connection and its TLS handshake."""
    rt_ms: int = 15_000
    """For the first packet of the response, and between packets."""
    tt_ms: int = 15_000
    """For all attempts together."""
    rc: int = 1
    """The number of retries."""
    rp: tuple[str, ...] = ("ct",)
    """The failures that Twilio retries; `all` becomes the list of them."""
    edges: tuple[str, ...] = ()
    sni: bool = True
    total_set: bool = False
    """True if the URL has `tt=`: then Twilio logs 11203 instead of 11205."""
    faults: tuple[OverrideFault, ...] = ()


def overrides(url: Url) -> Overrides:
    """Return the connection overrides in the fragment of a URL; other fragments are ignored."""
    if url.fragment is None:
        return NONE
    pairs = [item.partition("=") for item in url.fragment.split("&")]
    given = {key: value for key, equals, value in pairs if equals and key in KEYS}
    faults: list[OverrideFault] = []
    numbers = {key: _number(key, given[key], faults) for key in RANGES if key in given}
    accepted = {key: number for key, number in numbers.items() if number is not None}
    return Overrides(
        ct_ms=accepted.get("ct", 5_000),
        rt_ms=accepted.get("rt", 15_000),
        tt_ms=accepted.get("tt", 15_000),
        rc=accepted.get("rc", 1),
        rp=_policies(given.get("rp"), faults),
        edges=_edges(given.get("e"), faults),
        sni=_sni(given.get("sni"), faults),
        total_set="tt" in accepted,
        faults=tuple(faults),
    )


NONE = Overrides()
"""The overrides of a URL without a fragment."""


def _number(key: str, value: str, faults: list[OverrideFault]) -> int | None:
    low, high = RANGES[key]
    if value.isascii() and value.isdigit() and len(value) < 9 and low <= int(value) <= high:
        return int(value)
    text = f"#{key}={clip(mask(value), 40)} is not a number from {low} to {high}"
    faults.append(OverrideFault(None, text))
    return None


def _policies(value: str | None, faults: list[OverrideFault]) -> tuple[str, ...]:
    if value is None:
        return ("ct",)
    chosen = value.split(",")
    if odd := [item for item in chosen if item not in RETRY_POLICIES]:
        faults.append(
            OverrideFault(11243, f'"{clip(mask(odd[0]), 40)}" in #rp= is not a retry policy')
        )
        return ("ct",)
    return RETRY_POLICIES[:-1] if "all" in chosen else tuple(chosen)


def _edges(value: str | None, faults: list[OverrideFault]) -> tuple[str, ...]:
    if value is None:
        return ()
    chosen = value.split(",")
    for name in chosen:
        shown = f'"{clip(mask(name), 40)}" in #e='
        if name in RETIRED_EDGES:
            faults.append(OverrideFault(11241, f"{shown} cannot be used for webhooks"))
        elif name not in EDGES:
            faults.append(OverrideFault(11240, f"{shown} is not an edge location"))
    return tuple(name for name in chosen if name in EDGES)


def _sni(value: str | None, faults: list[OverrideFault]) -> bool:
    if value not in (None, "y", "n"):
        faults.append(OverrideFault(None, f"#sni={clip(mask(value or ''), 40)} is neither y nor n"))
    return value != "n"
