"""The steps of a [[call]], and the values that each of them may have; also for the API."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from twiml_check.calls.words import is_keys
from twiml_check.explore.continuations import CONTINUATIONS, callbacks
from twiml_check.model.step import ENDS, VERBS
from twiml_check.rules.wording import cut, either, near
from twiml_check.suite.shapes import WrongShapeError, flag, kind, text

HANGUP = "hangup"
LONGEST = 10_000
"""Characters of one text; a message has 1,600."""
MOST_SECONDS = 14_400
"""The longest recording: https://www.twilio.com/docs/voice/twiml/record#maxlength"""
CALLBACKS = sorted({attribute for _, attribute in callbacks.TABLE})


def _outcomes(verb: str) -> tuple[str, ...]:
    """Return the outcomes of a verb."""
    words = (row.word for each in CONTINUATIONS if each.verb == verb for row in each.table)
    return tuple(dict.fromkeys((*words, HANGUP)))


def _keys(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        raise WrongShapeError(f'must be a text: "{cut(str(value))}"')
    if not is_keys(text(value)):
        raise WrongShapeError(f'must be keys, such as "1" or "1234#", not "{cut(value)}"')
    return str(value)


def _words(value: Any) -> str:
    return _short(text(value))


def _message(value: Any) -> str:
    """Return the text of a message, which may be empty."""
    return _short(value) if isinstance(value, str) else text(value)


def _short(value: str) -> str:
    if len(value) > LONGEST:
        raise WrongShapeError(f"must have at most {LONGEST:,} characters")
    return value


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if text(value) not in known:
        hits = near(value, known)
        meant = f"did you mean {either(hits)}?" if hits else f"expected {either(known)}"
        raise WrongShapeError(f'cannot be "{cut(value)}"; {meant}')
    return str(value)


def _seconds_or(known: tuple[str, ...], value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= MOST_SECONDS:
            raise WrongShapeError(f"must be 1 to {MOST_SECONDS} seconds")
        return str(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        return _seconds_or(known, int(value))
    return _one_of(known, value)


def _callback(value: Any) -> str:
    """Return the attribute of a callback, with a number where there are several."""
    if text(value).rstrip("0123456789") not in CALLBACKS:
        hits = near(value, CALLBACKS)
        meant = either(hits) if hits else "such as statusCallback"
        raise WrongShapeError(
            f'must be the name of an attribute, not "{cut(value)}"; '
            + (f"did you mean {meant}?" if hits else meant)
        )
    return str(value)


def _alone(value: Any) -> str:
    if not flag(value):
        raise WrongShapeError("must be true; otherwise remove the step")
    return ""


def _which(value: Any) -> str:
    """Return the number among several, empty for the first: `true`, 2."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= 99:
            raise WrongShapeError("must be true, or the number of one of several, from 1")
        return str(value) if value > 1 else ""
    return _alone(value)


def _xpath(value: Any) -> str:
    from twiml_check.expect.expectations import fault  # brings the parser along

    if why := fault(text(value)):
        raise WrongShapeError(f'"{cut(value)}": {why}')
    return str(value)


STEPS: dict[str, Callable[[Any], str]] = {
    "hear": _words,
    "press": _keys,
    "say": _words,
    "silence": _alone,
    **{name: partial(_one_of, _outcomes(verb)) for name, verb in VERBS.items()},
    "record": partial(_seconds_or, _outcomes(VERBS["record"])),
    "hangup": _alone,
    "text": _message,
    "reply": _words,
    "ends": partial(_one_of, ENDS),
    "expect": _xpath,
    "callback": _callback,
    "whisper": _which,
    "waiting": _which,
}
"""Step -> the function that returns its value as text, or raises WrongShapeError."""
VARIABLE = "${"
"""The beginning of a variable; a text with a variable is checked when it is filled in."""


def read_step(value: Any) -> tuple[str, str]:
    """Return the kind and the text of a step: in the file, it is a table of one key.

    Raises:
        WrongShapeError: the value is not a step.
    """
    if not isinstance(value, dict):
        raise WrongShapeError(
            f'a step must be a table, such as {{ press = "1" }}, not {kind(value)}'
        )
    if len(value) != 1:
        what = cut(", ".join(value)) if value else "an empty table"
        raise WrongShapeError(f"a step must have one key, not {what}")
    ((name, given),) = value.items()
    if isinstance(given, str) and VARIABLE in given and name in STEPS:
        return name, given
    return name, step_text(name, given)


def step_text(name: str, value: Any) -> str:
    """Return the value of a step as a text.

    Raises:
        WrongShapeError: there is no such step, or the value is wrong.
    """
    shape = STEPS.get(name)
    if shape is None:
        hits = near(name, STEPS)
        meant = f"did you mean {either(hits)}?" if hits else f"the steps are {', '.join(STEPS)}"
        raise WrongShapeError(f'there is no step "{cut(name)}"; {meant}')
    try:
        return shape(value)
    except WrongShapeError as wrong:
        raise WrongShapeError(f"{name} {wrong}") from wrong
