"""What a new suite can come from: phone numbers, Studio flows, captured requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.ending import OwnFailure, WrongCall
from twiml_check.runner.phone_numbers import account_webhooks, as_number, like_a_number
from twiml_check.runner.reading import read_input
from twiml_check.runner.settings import Asking
from twiml_check.suite.reading import read_suite
from twiml_check.suite.toml import BadToml, read_toml
from twiml_check.suite.writing import Source, suite_of

ALL = "all"
"""The word for all numbers of the account."""


class Given(NamedTuple):
    """The sources that the user gives."""

    numbers: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    captures: tuple[str, ...] = ()
    keep_numbers: bool = False

    @property
    def is_empty(self) -> bool:
        """Say whether there is no source."""
        return not (self.numbers or self.flows or self.captures)


class Written(NamedTuple):
    """A new suite."""

    text: str
    is_ready: bool
    """False if the user has to complete each of its checks first."""


def suite_from(given: Given, asking: Asking, base_url: str | None, *, signed: bool) -> Written:
    """Return a suite with the checks of all sources.

    Raises:
        WrongCall: a source cannot be read, or has no checks.
        OwnFailure: the REST API does not respond.
    """
    if (*given.flows, *given.captures).count("-") > 1:
        raise WrongCall("- is standard input, which can be read only once")
    sources = list(_sources(given, asking))
    drafts = [draft for source in sources for draft in source.drafts]
    if not drafts:
        raise WrongCall("; ".join(source.why_empty for source in sources))
    text, is_ready = suite_of(sources, base_url, signed=signed), not all(d.asleep for d in drafts)
    if is_ready:
        _ensure_valid(text)
    return Written(text, is_ready)


def _sources(given: Given, asking: Asking) -> Iterator[Source]:
    if given.numbers:
        yield _numbers(given.numbers, asking)
    for file in given.flows:
        yield _flow(file)
    for file in given.captures:
        yield _capture(file, keep_numbers=given.keep_numbers)


def _numbers(words: tuple[str, ...], asking: Asking) -> Source:
    from twiml_check.suite.from_number import number_source

    numbers = () if ALL in words else tuple(dict.fromkeys(map(_number, words)))
    return number_source(account_webhooks(asking, numbers))


def _number(word: str) -> str:
    number = as_number(word)
    if number is None:
        why = like_a_number(word).partition(". ")[2] or "expected a phone number or all"
        raise WrongCall(f'--from-number: {why}, got "{word}"')
    return number


def _flow(file: str) -> Source:
    from twiml_check.read.json import fault_text, read_json
    from twiml_check.studio.explorer import LARGEST
    from twiml_check.suite.from_flow import NotAFlowError, flow_source

    raw = read_input(file, LARGEST)
    if len(raw) > LARGEST:
        raise WrongCall(f"--from-flow {file}: the file has more than {LARGEST:,} bytes")
    document = read_json(raw)
    if document.json is None:
        raise WrongCall(f"--from-flow {file}: {fault_text(document)}")
    try:
        return flow_source(document.json, _shown(file))
    except NotAFlowError as reason:
        raise WrongCall(f"--from-flow {file}: {reason}") from reason


def _capture(file: str, *, keep_numbers: bool) -> Source:
    from twiml_check.suite.captured import LARGEST, BadCaptureError, read_capture
    from twiml_check.suite.from_capture import NoRequestsError, capture_source

    try:
        requests = read_capture(read_input(file, LARGEST))
        return capture_source(requests, _shown(file), keep_numbers=keep_numbers)
    except (BadCaptureError, NoRequestsError) as reason:
        raise WrongCall(f"--from-capture {file}: {reason}") from reason


def _shown(file: str) -> str:
    """Return the name of a file for a comment: the path is only right on this machine."""
    return "standard input" if file == "-" else os.path.basename(file)


def _ensure_valid(text: str) -> None:
    """Refuse to write a file that `run` would not read: it is too large, or we are at fault."""
    try:
        _, problems = read_suite("", read_toml(text.encode()))
    except BadToml as reason:
        raise WrongCall(f"cannot write the suite: {reason}") from reason
    if problems:
        raise OwnFailure(f"the suite would not be valid: {problems[0].what}")
