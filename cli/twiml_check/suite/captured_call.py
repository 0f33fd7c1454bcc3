"""The captured requests of one call -> the steps of a [[call]]. Pure.

A request in the middle of a call that has no result of a verb may come from a redirect, or from a
caller who pressed nothing. The capture does not say which, so such a call gets no steps.
"""

from collections.abc import Mapping, Sequence

from twiml_check.suite.captured_event import event_of
from twiml_check.suite.shapes import WrongShapeError
from twiml_check.suite.steps import step_text

Step = tuple[str, str | int | bool]
RESULTS = {
    "dial": "DialCallStatus",
    "enqueue": "QueueResult",
    "refer": "ReferCallStatus",
    "pay": "Result",
    "connect": "SessionStatus",
}
"""Event -> the parameter with the outcome of its verb."""
STEP_OF = {"enqueue": "queue"}
"""Events whose step has another name."""
HANGUP = "hangup"


def steps_of(requests: Sequence[Mapping[str, str]]) -> tuple[Step, ...]:
    """Return the steps of a call from its beginning; nothing if they are not sure."""
    if len(requests) < 2 or event_of(requests[0]) != "voice":
        return ()
    if requests[0].get("CallStatus") != "ringing":
        return ()
    steps = [_step(each) for each in requests[1:]]
    return () if None in steps else tuple(step for step in steps if step)


def _step(params: Mapping[str, str]) -> Step | None:
    """Return the step of a request; None if there is no such step."""
    step = _of_event(event_of(params), params)
    try:
        if step:
            step_text(*step)
    except WrongShapeError:
        return None
    return step


def _of_event(event: str, params: Mapping[str, str]) -> Step | None:
    digits = params.get("Digits", "")
    if event == "record":
        seconds = params.get("RecordingDuration", "")
        known = seconds.isascii() and seconds.isdigit() and len(seconds) < 6
        return ("record", HANGUP if digits == HANGUP else int(seconds) if known else seconds)
    if event == "gather":
        if digits == HANGUP:
            return (HANGUP, True)
        if speech := params.get("SpeechResult"):
            return ("say", speech)
        return ("press", digits) if digits else ("silence", True)
    if event in RESULTS:
        return (STEP_OF.get(event, event), params.get(RESULTS[event], ""))
    return None
