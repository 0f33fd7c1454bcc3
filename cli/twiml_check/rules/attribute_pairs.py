"""Attributes that need each other, exclude each other, or do nothing on their own.

Rules about <Pay> are in `payment`, rules about the nouns of <Connect> in `connect`.
"""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import CALLS_API_ONLY
from twiml_check.rules.rule import GrammarNode, at_attribute, at_element, rule
from twiml_check.rules.wording import cut
from twiml_check.web.text import mask
from twiml_check.web.url import NO_URL, Url


@rule(
    "no-detection-callback", "error", 21262, where=lambda tag: "machineDetection" in tag.attributes
)
def no_detection_callback(node: GrammarNode) -> Iterator[Problem]:
    """machineDetection has no amdStatusCallback, so Twilio does not report its result.

    On <Number> and <Sip>, Twilio connects the call while it detects. Twilio sends the result to
    amdStatusCallback only.

    Bad:  <Response><Dial><Sip machineDetection="Enable">sip:a@example.com</Sip></Dial></Response>
    Good: <Response><Dial><Sip>sip:a@example.com</Sip></Dial></Response>
    """
    given = node.element.attributes
    if given.get("machineDetection") not in node.tag.attributes["machineDetection"].values:
        return
    if "amdStatusCallback" not in given and given.keys().isdisjoint(CALLS_API_ONLY):
        yield at_attribute(
            node,
            "machineDetection",
            "Twilio does not report the result of machineDetection",
            help='add amdStatusCallback="…"',
            label='no "amdStatusCallback"',
        )


@rule("half-login", "error", 13249, where=lambda tag: "username" in tag.attributes)
def half_login(node: GrammarNode) -> Iterator[Problem]:
    """<Sip> has a username but no password, or a password but no username.

    Bad:  <Response><Dial><Sip username="joe">sip:a@example.com</Sip></Dial></Response>
    Good: <Response><Dial><Sip>sip:a@example.com</Sip></Dial></Response>
    """
    found = [name for name in ("username", "password") if name in node.element.attributes]
    if len(found) == 1:
        lacking = "password" if found == ["username"] else "username"
        problem = at_attribute(
            node,
            found[0],
            f"<{node.tag.name}> has a {found[0]} but no {lacking}",
            help=f"add a {lacking}, or remove the {found[0]}",
            label=f'no "{lacking}"',
            level=None if node.tag.certain else "info",
        )
        # A username or a password alone is a secret too: underline the name, not the value.
        yield problem._replace(location=node.document.at_attribute(node.element, found[0]))


@rule(
    "idle-attribute", "warning", where=lambda tag: any(row.needs for row in tag.attributes.values())
)
def idle_attribute(node: GrammarNode) -> Iterator[Problem]:
    """An attribute does nothing because another attribute is missing.

    Bad:  <Response><Record transcribeCallback="https://example.com/text"/></Response>
    Good: <Response><Record/></Response>
    """
    given = node.element.attributes
    for name in given:
        row = node.tag.attributes.get(name)
        if row is None or not row.needs:
            continue
        needs, _, value = row.needs.partition("=")
        if needs not in given or (value and given[needs] != value):
            wanted = f'{needs}="{value or "…"}"'
            yield at_attribute(
                node,
                name,
                f'"{name}" does nothing without {wanted}',
                help=f"add {wanted}, or remove {name}",
                label="does nothing",
            )


@rule("caller-of-whatsapp", "warning", elements=("WhatsApp",))
def caller_of_whatsapp(node: GrammarNode) -> Iterator[Problem]:
    """<Dial> calls a WhatsApp user, but its callerId is not a WhatsApp number.

    Bad:  <Response><Dial><WhatsApp>+12025550143</WhatsApp></Dial></Response>
    Good: <Response><Dial callerId="whatsapp:+12025550144"><WhatsApp>+12025550143</WhatsApp></Dial></Response>
    """  # noqa: E501  an example is one line
    dial = node.element.parent
    if dial and not dial.attributes.get("callerId", "").strip().startswith("whatsapp:"):
        yield at_element(
            node,
            node.element,
            "a WhatsApp user can only be called from a WhatsApp number",
            help='add callerId="whatsapp:+…" to <Dial>',
            label='no "whatsapp:" callerId',
        )


@rule("queue-and-workflow", "warning", elements=("Enqueue",))
def queue_and_workflow(node: GrammarNode) -> Iterator[Problem]:
    """<Enqueue> has the name of a queue and a workflow, or a task and no workflow.

    The workflow chooses the queue, so the name does nothing. Without a workflow, the task does
    nothing.

    Bad:  <Response><Enqueue>desk<Task>{}</Task></Enqueue></Response>
    Good: <Response><Enqueue>desk</Enqueue></Response>
    """
    named, flows = bool(node.element.text.strip()), "workflowSid" in node.element.attributes
    if named and flows:
        yield Problem(
            "the name of the queue does nothing: the workflow chooses the queue",
            help="remove the name of the queue",
            label="does nothing",
            location=node.document.at_text(node.element),
            level="info",
            doc=node.tag.doc,
        )
    task = next((child for child in node.element.children if child.name in node.tag.children), None)
    if task and named and not flows:
        yield at_element(
            node,
            task,
            f"<{task.name}> does nothing without a workflow",
            help=f'remove <{task.name}>, or write workflowSid="…" instead of the name',
            label="does nothing",
        )


def is_plain_http(node: GrammarNode, name: str) -> bool:
    """Say whether the attribute's URL is valid and plain http, as Twilio would see it."""
    value = node.element.attributes.get(name, "").strip()
    if not value:
        return False
    base = node.hop.request.url if node.hop.request else NO_URL
    url = base.resolve(value)
    borrowed = not value.lower().startswith("http:")
    return not url.problem and url.scheme == "http" and not (borrowed and base.is_private)


@rule("relative-status-callback", "error", 21609, elements=("Number", "Client", "Sip", "WhatsApp"))
def relative_status_callback(node: GrammarNode) -> Iterator[Problem]:
    """The statusCallback of a noun of <Dial> is relative.

    Twilio's pages allow any URL. For <Number>, Twilio logs 21609 and sends no status. For the
    other nouns this is not confirmed: https://github.com/twilio/twilio-csharp/issues/395

    Bad:  <Response><Dial><Number statusCallback="/s">+12025550143</Number></Dial></Response>
    Good: <Response><Dial><Number statusCallback="https://example.com/s">+12025550143</Number></Dial></Response>
    """
    value = node.element.attributes.get("statusCallback", "").strip()
    url = Url.parse(value)
    if not (value and url.is_relative and "statusCallback" in node.tag.attributes):
        return  # <Refer> has a <Sip> too
    if node.hop.mode.inline or "{" in value:
        return  # `inline-relative-url` reports inline TwiML; a template gets its value later
    logged = node.key == "Number"
    yield at_attribute(
        node,
        "statusCallback",
        f'the statusCallback "{cut(mask(value), 40)}" is relative',
        note="" if logged else "in <Number>, Twilio logs 21609 and sends no status",
        help="write the whole URL, with https:// and the host",
        label="relative",
        level=None if logged else "info",
    )
