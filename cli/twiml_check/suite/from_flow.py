"""A Studio flow -> the checks of a new suite: one for each webhook that the flow requests. Pure."""

from collections.abc import Iterator

from twiml_check.model.json_value import Json
from twiml_check.studio.explorer import events
from twiml_check.studio.flow import Flow, State, read_flow
from twiml_check.studio.render import is_template
from twiml_check.studio.tables import REDIRECT
from twiml_check.suite.writing import Draft, Source
from twiml_check.vocabulary.events import CALL_RUNS, CALL_STARTS, DEFAULT_EVENT
from twiml_check.web.studio import flow_sid
from twiml_check.web.url import Url

CALLBACKS = {
    ("record-voicemail", "recording_status_callback_url"): "recording-status",
    ("record-voicemail", "transcription_callback_url"): "transcription",
    ("record-call", "recording_status_callback"): "recording-status",
}
"""Type of a widget and its property with a URL -> the event that Twilio sends to it.

https://www.twilio.com/docs/studio/widget-library/record-voicemail, and the page of each widget
"""
TRANSCRIBES = "transcribe"
"""Without this property there is no transcript."""
UNCHECKED = {
    "make-http-request": "its URL returns data, not TwiML",
    "run-function": "its function returns data, not TwiML",
}
"""Types of widgets whose requests are not checked, and why."""
TEMPLATE = "This URL is a template. Replace each {{…}}, and remove the # of each line below."
STUDIO = "To check the flow itself: twiml-check studio FLOW.json"


class NotAFlowError(ValueError):
    """The JSON is not the definition of a flow; the text says why."""


def flow_source(json: Json, file: str) -> Source:
    """Return a check for each webhook; a URL that is a template becomes a comment.

    Raises:
        NotAFlowError: the JSON is not a flow.
    """
    flow = read_flow(json)
    if not flow.states:
        raise NotAFlowError(
            'the file is not a Studio flow: expected an object with a list "states"'
        )
    drafts = tuple(_drafts(flow))
    left = (
        f"{state.name} ({state.type}) is not checked: {UNCHECKED[state.type]}."
        for state in flow.states
        if state.type in UNCHECKED
    )
    head = f"From {file}: the webhooks that the flow requests."
    return Source((head, STUDIO, *left), drafts, f"{file}: the flow requests no webhook")


def _drafts(flow: Flow) -> Iterator[Draft]:
    known = events(flow)
    for state in flow.states:
        if state.type == REDIRECT:
            for event in known.get(state.name, (DEFAULT_EVENT,)):
                yield from _draft(state, "url", event)
        for (type_, key), event in CALLBACKS.items():
            if state.type == type_ and (
                event != "transcription" or state.properties.get(TRANSCRIBES)
            ):
                yield from _draft(state, key, event)


def _draft(state: State, key: str, event: str) -> Iterator[Draft]:
    url = state.text(key).strip()
    if not url or flow_sid(Url.parse(url)):  # a request to a flow would run it
        return
    in_call = event == "voice"
    template, problem = is_template(url), Url.parse(url).problem
    notes = [f"{state.name} ({state.type})" + ("" if key == "url" else f", {key}")]
    if template:
        notes.append(TEMPLATE)
    elif problem:
        notes.append(f"Twilio cannot request this URL: {problem}")
    yield Draft(
        event=event,
        url=url,
        name=f"{state.name} {event}",
        method="GET" if state.text(_method(key)).strip() == "GET" else "POST",
        params=CALL_RUNS if in_call else (),
        no_params=CALL_STARTS if in_call else (),
        notes=tuple(notes),
        asleep=template or bool(problem),
    )


def _method(key: str) -> str:
    return "method" if key == "url" else f"{key}_method"
