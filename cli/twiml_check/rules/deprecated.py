"""Rules about elements and attributes that Twilio has retired or replaced."""

from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, rule


@rule(
    "deprecated-element", "warning", where=lambda tag: bool(tag.deprecated), sure_in_templates=True
)
def deprecated_element(node: GrammarNode) -> Iterator[Problem]:
    """Twilio has retired or replaced an element.

    Twilio logs nothing, and the element may do nothing.

    Bad:  <Response><Sms>On my way</Sms></Response>
    Good: <Response><Say>On my way</Say></Response>
    """
    yield Problem(
        f"<{node.tag.name}> is deprecated",
        note=node.tag.deprecated,
        label="deprecated",
        location=node.document.at(node.element),
        doc=node.tag.doc,
    )


@rule(
    "deprecated-attribute",
    "info",
    where=lambda tag: any(row.deprecated for row in tag.attributes.values()),
    attributes_only=True,
    sure_in_templates=True,
)
def deprecated_attribute(node: GrammarNode) -> Iterator[Problem]:
    """Twilio has retired an attribute, or the attribute no longer does anything.

    Twilio usually ignores the attribute and logs nothing. For role in <say-as interpret-as="date">,
    Twilio logs 13520 and does not speak: https://github.com/twilio/twilio-csharp/issues/479

    Bad:  <Response><Dial ifMachine="hangup">+12025550143</Dial></Response>
    Good: <Response><Dial>+12025550143</Dial></Response>
    """
    for name in node.element.attributes:
        attribute = node.tag.attributes.get(name)
        if attribute and attribute.deprecated:
            refused = name == "role" and _is_date(node)
            yield Problem(
                f'the attribute "{name}" of <{node.tag.name}> is deprecated',
                note=attribute.deprecated,
                label="deprecated",
                location=node.document.at_attribute(node.element, name),
                code=13520 if refused else None,
                level="error" if refused else None,
                doc=node.tag.doc,
            )


def _is_date(node: GrammarNode) -> bool:
    return node.key == "SSML.say-as" and node.element.attributes.get("interpret-as") == "date"
