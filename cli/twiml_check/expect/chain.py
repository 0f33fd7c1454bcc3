"""What is expected of a whole walk: where it leads, and how it ends. Pure."""

import re
from collections.abc import Sequence

from twiml_check.model.run import Expected, Hop
from twiml_check.web.url import Url, mask

MOST_SHOWN = 12
"""Paths of a chain that are said."""


def chain(
    paths: Sequence[str], base_url: str, hops: Sequence[Hop], *, stopped: str = ""
) -> Expected:
    """Whether the main line has these hops, no more and no fewer.

    A path without a query is content with any; below `base_url` its own path comes in front.
    """
    visited = [hop for hop in hops if hop.main_line]
    urls = [hop.request.url if hop.request else Url.parse(hop.name) for hop in visited]
    base = Url.parse(base_url)
    wanted = [_joined(path, base) for path in paths]
    fits = all(_is(want, url) for want, url in zip(wanted, urls, strict=False))
    met = fits and len(urls) == len(wanted)
    outcome = Expected("chain", _row(list(paths)), met, words=f"the chain {_row(list(paths))}")
    if met:
        return outcome
    if fits and stopped and len(urls) < len(wanted):
        return outcome._replace(undecided=stopped)
    return outcome._replace(found=_row([_shown(url, base) for url in urls]))


def failing(verdict: str) -> Expected:
    """Whether a check that was expected to fail does so."""
    words = "the verdict FAIL"
    if verdict == "undecided":
        return Expected("verdict", "fail", False, words=words, undecided="nothing is decided")
    met = verdict == "fail"
    return Expected("verdict", "fail", met, words=words, found="" if met else "PASS")


def _joined(path: str, base: Url) -> str:
    if re.match(r"(?i)https?://", path) or not base:
        return path
    return base.request_line.rstrip("/") + "/" + path.lstrip("/")


def _is(wanted: str, url: Url) -> bool:
    """Say whether the URL is the one that is wanted, or has its path."""
    there = url.request_line
    if re.match(r"(?i)https?://", wanted):
        if not url.same_origin(Url.parse(wanted)):
            return False
        wanted = Url.parse(wanted).request_line
    return there == wanted or ("?" not in wanted and there.partition("?")[0] == wanted)


def _shown(url: Url, base: Url) -> str:
    """Return the path where it belongs to the base, else the whole URL."""
    if base and not url.same_origin(base):
        return url.bare.masked
    own = base.request_line.rstrip("/") if base else ""
    path = url.request_line.partition("?")[0]
    return mask(path.removeprefix(own) or "/")


def _row(paths: list[str]) -> str:
    more = [f"and {len(paths) - MOST_SHOWN} more"] if len(paths) > MOST_SHOWN else []
    return " → ".join([*paths[:MOST_SHOWN], *more])
