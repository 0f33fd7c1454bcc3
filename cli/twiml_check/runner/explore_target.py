"""The exploration of one webhook: everything that callers and senders can do, and the verdict."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from math import floor
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.model.ending import WrongCall
from twiml_check.model.exchange import Answer, Request
from twiml_check.model.run import Expected, Progress, ResolvedNumber, Send, TargetResult
from twiml_check.report.phrases import counted
from twiml_check.rules.wording import either
from twiml_check.runner.check_target import (
    collect_garbage,
    evaluate_hops,
    expect_failure,
    judge_hops,
    new_session,
)
from twiml_check.runner.settings import Asking, Judging
from twiml_check.web.host import is_private
from twiml_check.web.text import mask
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.calls.call import Call
    from twiml_check.fetch import Fetcher
    from twiml_check.model.call_map import CallMap

CALLERS = ("plain", "nowhere", "withheld")
"""The default callers; few numbers accept calls from a SIP phone."""
OTHER_CALLERS = ("sip",)
DEFAULT_PORTS = {80, 443}


class Exploring(NamedTuple):
    """The limits of an exploration, and its inputs; the names are those of the options."""

    budget: int = 300
    depth: int = 8
    time_limit: float = 600.0
    patience: int = 5
    callbacks: bool = True
    digits: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    caller: tuple[str, ...] = CALLERS
    allow_host: tuple[str, ...] = ()
    rate: float = 0.0
    """Requests per second; 0 means no limit."""
    min_coverage: float = 0.0
    """Percentage of the choices that must succeed."""
    jobs: int = 4
    """Calls at the same time."""


def explore_webhook(
    asking: Asking,
    judging: Judging,
    exploring: Exploring,
    url: str,
    fetcher: Fetcher,
    *,
    again: str = "",
    resolved: ResolvedNumber | None = None,
    progress: Progress | None = None,
) -> TargetResult:
    """Explore one webhook; `again` is the command line that repeats the exploration."""
    from twiml_check.calls.choices import Own
    from twiml_check.calls.explorer import Limits, explore_calls

    collect_garbage()
    limits = Limits(
        budget=exploring.budget,
        depth=exploring.depth,
        seconds=exploring.time_limit,
        patience=exploring.patience,
        jobs=exploring.jobs,
        callbacks=exploring.callbacks,
        callers=exploring.caller,
    )
    open_call = call_opener(asking, judging, exploring, url, fetcher, progress)
    own = Own(exploring.digits, exploring.say)
    found = explore_calls(open_call, limits, own, again=again, keeps=judging.keeps)
    name = resolved.number if resolved else mask(url)
    if not found.hops:
        why = found.undecided or "no request was sent"
        return TargetResult(name, asking.event or "voice", "undecided", (), (), undecided=why)
    counts = found.call_map
    expected = (
        *evaluate_hops(judging, found.hops, found.undecided),
        *_expected_coverage(counts, exploring.min_coverage),
    )
    outcome = f"{counts.answered} of {counted(len(counts.choices), 'choice')} succeeded."
    check = judge_hops(
        judging, name, found.hops, found.findings, found.undecided, outcome, expected
    )
    check = check._replace(call_map=found.call_map, resolved=resolved)
    return expect_failure(check) if judging.verdict == "fail" else check


def _expected_coverage(call_map: CallMap, least: float) -> Iterator[Expected]:
    """Yield the expectation of --min-coverage, if there is one."""
    choices = len(call_map.choices)
    reached = 100 * call_map.answered / choices if choices else 100.0
    if least:
        words = f"{least:g} % of the choices succeed"
        found = "" if reached >= least else f"{floor(reached)} %"
        yield Expected("coverage", f"{least:g}", not found, words=words, found=found)


def call_opener(
    asking: Asking,
    judging: Judging,
    exploring: Exploring,
    url: str,
    fetcher: Fetcher,
    progress: Progress | None = None,
    *,
    explored: bool = True,
) -> Callable[[int, str], Call]:
    """Return a function that opens a call, from its number and the kind of its caller.

    Unless all paths are `explored`, the rules have to guess the next request.

    Each call has its own CallSid and cookies, and its own fictional number unless the user sets
    one. A new run has other numbers, unless there is a seed.
    """
    from twiml_check.calls import callers
    from twiml_check.calls.call import Call

    first, mode = first_area(asking.seed), judging.mode._replace(explored=explored)
    wait = _throttle(exploring.rate)
    allowed = allowed_hosts(asking, exploring, url)

    def open_call(number: int, caller: str) -> Call:
        kind = callers.CALLERS[caller]
        own = asking._replace(
            sender=asking.sender or kind.sender or callers.number(first, number),
            param=(*(f"{name}={value}" for name, value in kind.params), *asking.param),
            seed=None if asking.seed is None else f"{asking.seed}/{number}",
        )
        send = wait(fetcher.session().send)
        return Call(new_session(own, url), send, mode, asks=allowed, progress=progress)

    return open_call


def first_area(seed: str | None) -> int:
    """Return which area codes fictional numbers begin with; the same ones for the same seed."""
    from hashlib import sha256

    drawn = os.urandom(4) if seed is None else sha256(seed.encode()).digest()[:4]
    return int.from_bytes(drawn, "big")


def _throttle(rate: float) -> Callable[[Send], Send]:
    """Return a wrapper that delays requests, so that all senders together keep the rate."""
    if not rate:
        return lambda send: send
    lock, pause, next_at = Lock(), 1 / rate, [0.0]

    def throttle(send: Send) -> Send:
        def slow(request: Request, *, spent_ms: float = 0.0, public_only: bool = False) -> Answer:
            with lock:
                due = next_at[0] = max(next_at[0] + pause, monotonic())
            sleep(max(due - monotonic(), 0.0))
            return send(request, spent_ms=spent_ms, public_only=public_only)

        return slow

    return throttle


def allowed_hosts(asking: Asking, exploring: Exploring, url: str) -> Callable[[Url], bool]:
    """Return a function that says whether a URL may get requests, by its host."""
    own = {_host(Url.parse(each)) for each in (url, asking.public_url) if each}
    names = {name.lower() for name in exploring.allow_host}

    def allowed(address: Url) -> bool:
        host, port = place = _host(address)
        return place in own or host in names or f"{host}:{port}" in names

    return allowed


def _host(url: Url) -> tuple[str, int | str]:
    """Return the host and port; http and https of one host are the same."""
    at = url.origin
    if at is None:
        return "", 0
    return at.host.lower(), "web" if at.port in DEFAULT_PORTS else at.port


def question(asking: Asking, exploring: Exploring, url: str) -> str:
    """Return the text to confirm before a host is explored; empty for this machine.

    Webhooks write, send and charge, so only this machine and its networks need no confirmation.
    """
    host = _asked_about(asking, url)
    if not host:
        return ""
    calls = (
        "messages" if (asking.event or "voice") in ("sms", "mms", "whatsapp", "rcs") else "calls"
    )
    return (
        f"explore sends up to {exploring.budget} real requests to {mask(host)}, as {calls} from "
        "many people; the webhook may write data, send messages and charge money"
    )


def question_of_one(asking: Asking, _exploring: Exploring, url: str) -> str:
    """Return the same for one call or conversation that is played."""
    host = _asked_about(asking, url)
    if not host:
        return ""
    return (
        f"this sends real requests to {mask(host)}, as Twilio does; "
        "the webhook may write data, send messages and charge money"
    )


def _asked_about(asking: Asking, url: str) -> str:
    """Return the host that needs a confirmation; empty for a host in the own network."""
    host = Url.parse(url).host
    return "" if asking.app or _is_near(host) else host


def _is_near(host: str) -> bool:
    """Say whether a host is this machine or in a private network, by its name or addresses."""
    if is_private(host):
        return True
    import socket

    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True  # there is no host that could get a request
    return all(is_private(str(each[4][0])) for each in found)


def ensure_unasked(asking: Asking, exploring: Exploring, url: str, *, yes: bool) -> None:
    """Refuse to explore a host on the internet without a confirmation.

    Raises:
        WrongCall: --yes was not given for it.
    """
    what = "" if yes else question(asking, exploring, url)
    if what:
        raise WrongCall(f"{what}; --yes confirms this")


def ensure_callers(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds of callers; the default ones if there is no name."""
    known = (*CALLERS, *OTHER_CALLERS)
    for name in names:
        if name not in known:
            raise WrongCall(f'--caller: expected {either(known)}, got "{name}"')
    return tuple(dict.fromkeys(names)) or CALLERS
