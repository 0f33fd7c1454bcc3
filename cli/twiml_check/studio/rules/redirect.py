"""The TwiML Redirect widget as it stands in the definition.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.json_value import JsonValue
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut
from twiml_check.studio.flow import Flow, State
from twiml_check.studio.rules.shape import kind
from twiml_check.studio.tables import LONGEST_WAIT, REDIRECT_DOC, REFUSED

METHODS = ("GET", "POST")


@rule("bad-redirect-timeout", "error", REFUSED, subject="flow")
def bad_redirect_timeout(flow: Flow) -> Iterator[Problem]:
    """The timeout of a TwiML Redirect is no text of digits from "0" to "14400".

    It is counted in seconds, four hours at the most, and written as a text: Studio refuses a JSON
    number. "0" says that no return is expected.
    """
    for state in flow.redirects:
        value = state.properties.get("timeout")
        reason = None if value is None else _wrong_timeout(value)
        if reason:
            yield _about(flow, state, "timeout", reason, f'write "0" to "{LONGEST_WAIT}"')


def _wrong_timeout(value: JsonValue) -> str | None:
    if not isinstance(value, str):
        return f"is {kind(value)}, not a text of digits"
    text = value.strip()
    if "{{" in text or "{%" in text:
        return None
    if text.startswith("-") and text[1:].isdigit():
        return "is negative"
    if not text or not (text.isascii() and text.isdigit()):
        return f'is "{cut(text)}", which is no whole number of seconds'
    if len(text.lstrip("0")) > 5 or int(text) > LONGEST_WAIT:
        return f"is {cut(text)} seconds, and {LONGEST_WAIT} are the most"
    return None


@rule("bad-redirect-method", "error", REFUSED, subject="flow")
def bad_redirect_method(flow: Flow) -> Iterator[Problem]:
    """The method of a TwiML Redirect is neither GET nor POST."""
    for state in flow.redirects:
        value = state.properties.get("method")
        if value is None or value in METHODS or (isinstance(value, str) and "{{" in value):
            continue
        said = f'"{cut(value)}"' if isinstance(value, str) else kind(value)
        yield _about(flow, state, "method", f"is {said}", 'write "GET" or "POST"')


def _about(flow: Flow, state: State, name: str, reason: str, advice: str) -> Problem:
    return Problem(
        f'the {name} of "{cut(state.name)}" {reason}',
        help=advice,
        label="not possible",
        location=flow.json.at((*state.path, "properties", name)),
        doc=REDIRECT_DOC,
    )
