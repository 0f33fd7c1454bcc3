"""The steps of a [[call]]: what each kind takes. The API takes the same."""

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
"""Of a recording: https://www.twilio.com/docs/voice/twiml/record#maxlength"""
CALLBACKS = sorted({attribute for _, attribute in callbacks.TABLE})


def _outcomes(verb: str) -> tuple[str, ...]:
    """Return the words of what can become of a verb."""
    words = (row.word for each in CONTINUATIONS if each.verb == verb for row in each.table)
    return tuple(dict.fromkeys((*words, HANGUP)))


def _keys(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        raise WrongShapeError(f'is a text: "{cut(str(value))}"')
    if not is_keys(text(value)):
        raise WrongShapeError(f'takes keys, such as "1" or "1234#", not "{cut(value)}"')
    return str(value)


def _words(value: Any) -> str:
    return _short(text(value))


def _message(value: Any) -> str:
    """Return the text of a message, which may be empty."""
    return _short(value) if isinstance(value, str) else text(value)


def _short(value: str) -> str:
    if len(value) > LONGEST:
        raise WrongShapeError(f"has more than {LONGEST:,} characters")
    return value


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if text(value) not in known:
        hits = near(value, known)
        meant = f"did you mean {either(hits)}?" if hits else f"it takes {either(known)}"
        raise WrongShapeError(f'takes no "{cut(value)}"; {meant}')
    return str(value)


def _seconds_or(known: tuple[str, ...], value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= MOST_SECONDS:
            raise WrongShapeError(f"takes 1 to {MOST_SECONDS} seconds")
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
            f'is the name of an attribute, not "{cut(value)}"; '
            + (f"did you mean {meant}?" if hits else meant)
        )
    return str(value)


def _alone(value: Any) -> str:
    if not flag(value):
        raise WrongShapeError("is true, or is left out")
    return ""


def _which(value: Any) -> str:
    """Return which of several it is, empty for the first: `true`, 2."""
    if isinstance(value, int) and not isinstance(value, bool):
        if not 1 <= value <= 99:
            raise WrongShapeError("is true, or a number from 1: that of several")
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
"""By kind, what reads its value: it returns the text of the step, or raises WrongShapeError."""
VARIABLE = "${"
"""What begins a variable: a text with one is read when that is filled in."""


def read_step(value: Any) -> tuple[str, str]:
    """Return the kind and the text of a step as it stands in the file: a table of one key.

    Raises:
        WrongShapeError: it is none.
    """
    if not isinstance(value, dict):
        raise WrongShapeError(f'a step is a table, such as {{ press = "1" }}, not {kind(value)}')
    if len(value) != 1:
        what = f"{cut(', '.join(value))} are several" if value else "an empty one says nothing"
        raise WrongShapeError(f"a step has one key: {what}")
    ((name, given),) = value.items()
    if isinstance(given, str) and VARIABLE in given and name in STEPS:
        return name, given
    return name, step_text(name, given)


def step_text(name: str, value: Any) -> str:
    """Return what a step of this kind needs, as a text.

    Raises:
        WrongShapeError: there is no such kind, or it takes something else.
    """
    shape = STEPS.get(name)
    if shape is None:
        hits = near(name, STEPS)
        meant = f"did you mean {either(hits)}?" if hits else f"there are {', '.join(STEPS)}"
        raise WrongShapeError(f'there is no step "{cut(name)}"; {meant}')
    try:
        return shape(value)
    except WrongShapeError as wrong:
        raise WrongShapeError(f"{name} {wrong}") from wrong
