"""What is expected of a whole walk: where it leads, and how it ends. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twiml_check.model.run import Expected, Hop
from twiml_check.web.url import bare, mask, request_line, same_origin

MOST_SHOWN = 12
"""Paths of a chain that are said."""


def chain(
    paths: Sequence[str], base_url: str, hops: Sequence[Hop], *, stopped: str = ""
) -> Expected:
    """Whether the main line has these hops, no more and no fewer.

    A path without a query is content with any; below `base_url` its own path comes in front.
    """
    visited = [hop for hop in hops if hop.main_line]
    urls = [hop.request.url if hop.request else hop.name for hop in visited]
    wanted = [_joined(path, base_url) for path in paths]
    fits = all(_is(want, url) for want, url in zip(wanted, urls, strict=False))
    met = fits and len(urls) == len(wanted)
    outcome = Expected("chain", _row(list(paths)), met, words=f"the chain {_row(list(paths))}")
    if met:
        return outcome
    if fits and stopped and len(urls) < len(wanted):
        return outcome._replace(undecided=stopped)
    return outcome._replace(found=_row([_shown(url, base_url) for url in urls]))


def failing(verdict: str) -> Expected:
    """Whether a check that was expected to fail does so."""
    words = "the verdict FAIL"
    if verdict == "undecided":
        return Expected("verdict", "fail", False, words=words, undecided="nothing is decided")
    met = verdict == "fail"
    return Expected("verdict", "fail", met, words=words, found="" if met else "PASS")


def _joined(path: str, base_url: str) -> str:
    if re.match(r"(?i)https?://", path) or not base_url:
        return path
    return request_line(base_url).rstrip("/") + "/" + path.lstrip("/")


def _is(wanted: str, url: str) -> bool:
    """Whether the URL is the one that is wanted, or has its path."""
    there = request_line(url)
    if re.match(r"(?i)https?://", wanted):
        if not same_origin(wanted, url):
            return False
        wanted = request_line(wanted)
    return there == wanted or ("?" not in wanted and there.partition("?")[0] == wanted)


def _shown(url: str, base_url: str) -> str:
    """The path where it belongs to the base, else the whole URL."""
    if base_url and not same_origin(url, base_url):
        return mask(bare(url))
    own = request_line(base_url).rstrip("/") if base_url else ""
    path = request_line(url).partition("?")[0]
    return mask(path.removeprefix(own) or "/")


def _row(paths: list[str]) -> str:
    more = [f"and {len(paths) - MOST_SHOWN} more"] if len(paths) > MOST_SHOWN else []
    return " → ".join([*paths[:MOST_SHOWN], *more])
