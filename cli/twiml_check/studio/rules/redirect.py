"""Rules about the TwiML Redirect widget: its definition, and the result of its run.

https://www.twilio.com/docs/studio/widget-library/twiml-redirect
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.json_value import JsonValue
from twiml_check.model.source import Location
from twiml_check.rules.own_hosts import WEBHOOK_HELP, WEBHOOK_NOTE
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut, listed
from twiml_check.studio.flow import Flow, State, Visit
from twiml_check.studio.rules.shape import kind
from twiml_check.studio.rules.widgets import find_in_templates, parse_template
from twiml_check.studio.tables import (
    LIQUID_DOC,
    LONGEST_WAIT,
    REDIRECT_DOC,
    REFUSED,
    RETURN,
)
from twiml_check.web.studio import FLOW_EVENT
from twiml_check.web.text import mask

METHODS = ("GET", "POST")
SPLITTING = {
    "+": ("arrives as a space", "replace it with %2B"),
    "&": ("begins a new parameter", "escape it with the filter url_encode"),
    "#": ("cuts off the rest", "escape it with the filter url_encode"),
}
"""Characters with a meaning in a query that Studio does not escape."""


@rule("bad-redirect-timeout", "error", REFUSED, subject="flow")
def bad_redirect_timeout(flow: Flow) -> Iterator[Problem]:
    """The timeout of a TwiML Redirect is not a string of digits from "0" to "14400".

    The timeout is in seconds; the maximum is four hours. The value must be a string: Studio refuses
    a JSON number. "0" means that the flow expects no return.
    """
    for state in flow.redirects:
        value = state.properties.get("timeout")
        reason = None if value is None else _wrong_timeout(value)
        if reason:
            yield _about(flow, state, "timeout", reason, f'write "0" to "{LONGEST_WAIT}"')


def _wrong_timeout(value: JsonValue) -> str | None:
    if not isinstance(value, str):
        return f"is {kind(value)}, not a string of digits"
    text = value.strip()
    if "{{" in text or "{%" in text:
        return None
    if text.startswith("-") and text[1:].isdigit():
        return "is negative"
    if not text or not (text.isascii() and text.isdigit()):
        return f'is "{cut(text)}", which is not a whole number of seconds'
    if len(text.lstrip("0")) > 5 or int(text) > LONGEST_WAIT:
        return f"is {cut(text)} seconds; at most {LONGEST_WAIT} are allowed"
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
        label="not a valid value",
        location=flow.json.at((*state.path, "properties", name)),
        doc=REDIRECT_DOC,
    )


@rule("bad-liquid", "error", 81018, subject="visit")
def bad_liquid(visit: Visit) -> Iterator[Problem]:
    """The URL of a TwiML Redirect is a template that cannot be rendered.

    Twilio does not document which text Studio uses then, so twiml-check sends no request.
    """
    if visit.rendered.fault:
        yield Problem(
            f"the URL's template cannot be rendered: {visit.rendered.fault}",
            help="fix the template",
            label="not valid Liquid",
            location=_url(visit),
            doc=LIQUID_DOC,
        )


@rule("unset-variable", "info", subject="visit")
def unset_variable(visit: Visit) -> Iterator[Problem]:
    """The URL's template uses a variable whose value twiml-check does not know.

    Studio renders a variable without a value as an empty text. Set the value with --context.
    """
    if visit.rendered.unset:
        names = visit.rendered.unset
        yield Problem(
            f"twiml-check does not know the value of {listed(cut(name) for name in names)}",
            help=f"set the value with --context {cut(names[0])}=VALUE",
            note="twiml-check uses an empty text instead",
            location=_url(visit),
        )


@rule("bad-widget-url", "error", subject="visit")
def bad_widget_url(visit: Visit) -> Iterator[Problem]:
    """The rendered URL of a TwiML Redirect is not valid, so the flow continues with `fail`.

    Studio does not escape values, so a space in a value is enough. A relative URL is not valid
    either. Studio sends no request and sets no variable. Twilio logs 11200 for a URL that looks
    like the webhook of a Studio flow and is not one.
    """
    if visit.lost and not visit.rendered.unset:
        yield Problem(
            f'the URL becomes "{cut(mask(visit.rendered.text))}": {visit.lost}',
            help=WEBHOOK_HELP,
            note=WEBHOOK_NOTE,
            label="not the webhook of a flow",
            location=_url(visit),
            code=11200,
            doc=REDIRECT_DOC,
        )
    elif visit.reason and not visit.rendered.unset:
        has_a_space = any(char.isspace() for char in visit.rendered.text.strip())
        yield Problem(
            f'the URL becomes "{cut(mask(visit.rendered.text))}": {visit.reason}',
            help="escape values with the filter url_encode"
            if has_a_space and parse_template(visit.state.text("url")).pieces
            else "write an http or https URL",
            note='Studio sends no request, and the flow continues with "fail"',
            label="not a valid URL",
            location=_url(visit),
            doc=REDIRECT_DOC,
        )


@rule("raw-character", "warning", subject="visit")
def raw_character(visit: Visit) -> Iterator[Problem]:
    """A value that the template writes into the query contains a `+`, a `&` or a `#`.

    Studio does not escape these characters: a + arrives as a space, a & splits the value, and a #
    cuts off the rest. A phone number that begins with + loses its +, even without a template.
    """
    template = parse_template(visit.state.text("url"))
    text = visit.rendered.text
    if visit.reason:
        return
    filled = bool(template.pieces) and "?" in template.head
    for char, (what, advice) in SPLITTING.items():
        begins = char == "+" and "=+" in text.partition("?")[2]
        if begins or (filled and text.count(char) > template.literal.count(char)):
            yield Problem(
                f'a value in the query of "{cut(mask(text))}" has a raw {char}, which {what}',
                help=advice,
                label="not escaped",
                location=_url(visit),
                doc=REDIRECT_DOC,
            )


@rule("missing-flow-event", "error", subject="arrival")
def missing_flow_event(visit: Visit) -> Iterator[Problem]:
    """A <Redirect> to the flow's webhook has no FlowEvent=return in its query.

    Control returns to the flow only with this parameter in the query of the URL.
    """
    arrival = visit.arrival
    if arrival is None or arrival.own is False or arrival.event == RETURN:
        return
    close = bool(arrival.spelled) or arrival.event.strip().lower() == RETURN
    said = f"{arrival.spelled or FLOW_EVENT}={arrival.event}"
    yield Problem(
        f"the return to the flow has {cut(said)}, not {FLOW_EVENT}={RETURN}"
        if arrival.event or arrival.spelled
        else f"the return to the flow does not have {FLOW_EVENT}={RETURN}",
        help=f"add {FLOW_EVENT}={RETURN} to the query of the flow's webhook"
        if not arrival.event
        else f"write {FLOW_EVENT}={RETURN}",
        note="other spellings are not known to work" if close else "the widget continues to wait",
        level="warning" if close else None,
        label="not a return",
        location=arrival.location,
        doc=REDIRECT_DOC,
    )


@rule("other-flow", "error", subject="arrival")
def other_flow(visit: Visit) -> Iterator[Problem]:
    """The return goes to a different flow, not to the flow that waits for it.

    Without FlowEvent=return this is not an error: the other flow takes over.
    """
    arrival = visit.arrival
    if arrival and arrival.own is False and arrival.event == RETURN:
        yield Problem(
            f"the return goes to another flow, {arrival.sid}"
            if arrival.sid
            else f'the return goes to "{cut(arrival.address)}", not to the webhook of the flow',
            help="write the webhook of the flow that waits; its SID is {{flow.flow_sid}}",
            note="the widget continues to wait",
            label="not the flow that waits",
            location=arrival.location,
            doc=REDIRECT_DOC,
        )


@rule("assumed-flow", "info", subject="arrival")
def assumed_flow(visit: Visit) -> Iterator[Problem]:
    """A return goes to the webhook of a flow, and twiml-check assumes that it is this flow.

    A definition does not contain its own SID; --webhook-url gives the webhook. A URL on another
    host with FlowEvent=return counts as the webhook of a flow too; then this is a warning.
    """
    arrival = visit.arrival
    if arrival and arrival.own is None:
        yield Problem(
            f"assumed to be the webhook of this flow: {arrival.sid or cut(arrival.address)}",
            help="give the webhook of this flow with --webhook-url",
            note=""
            if arrival.sid
            else f"twiml-check sends no request to a URL with {FLOW_EVENT}={RETURN}",
            level=None if arrival.sid else "warning",
            location=arrival.location,
        )


@rule("unsent-parameter", "warning", subject="visit")
def unsent_parameter(visit: Visit) -> Iterator[Problem]:
    """A template reads a parameter of a TwiML Redirect that the return did not send.

    The return may also have the parameters of the call or message, such as CallSid or Digits.
    """
    if visit.exit != RETURN or visit.arrival is None:
        return
    brought = {name for name, _ in visit.arrival.variables}
    pattern = rf"(?<![\w.\-])widgets\.{re.escape(visit.state.name)}\.([\w-]+)"
    for path, name in find_in_templates(visit.flow, pattern):
        if name not in brought and not name[:1].isupper():
            yield Problem(
                f"the return did not set widgets.{cut(visit.state.name)}.{cut(name)}",
                help=f"add {cut(name)}=… to the query of the return"
                + (f"; the return has {listed(sorted(map(cut, brought)))}" if brought else ""),
                label="empty here",
                location=visit.flow.json.at(path),
                doc=REDIRECT_DOC,
            )


def _url(visit: Visit) -> Location:
    return visit.flow.json.at((*visit.state.path, "properties", "url"))
