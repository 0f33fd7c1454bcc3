"""The rule about SIDs. Only their form can be checked, not whether they exist."""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Level, Problem
from twiml_check.model.source import Location
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.names import SIDS
from twiml_check.vocabulary.shapes import Tag

DIGITS = 32
# What samples write in place of a SID: ISxxxxxxxx, WW1234567890.
PLACEHOLDER = r"[A-Z]{2}([Xx*.…]+|[0-9A-Za-z]{20,48})"


def _has_sid(tag: Tag) -> bool:
    return tag.name.startswith("Application") or any(
        row.type == "sid" for row in tag.attributes.values()
    )


@rule(
    "bad-sid",
    "error",
    where=_has_sid,
    row_codes=lambda tag: [row.code for row in tag.attributes.values() if row.type == "sid"],
)
def bad_sid(node: GrammarNode) -> Iterator[Problem]:
    """A value is not a valid SID.

    A SID has two letters for the kind of resource, then 32 hexadecimal digits. For most attributes
    Twilio logs a separate error, and the verb fails. It is not confirmed that Twilio logs 21218 for
    an application. A placeholder, as in samples, is an info.

    Bad:  <Response><Enqueue workflowSid="sales"><Task>{}</Task></Enqueue></Response>
    Good: <Response><Enqueue workflowSid="WW00000000000000000000000000000000"/></Response>
    """
    for name, value in node.element.attributes.items():
        row = node.tag.attributes.get(name)
        if row and row.sid:
            place = node.document.at_setting(node.element, name)
            # What only the libraries know gets an info, what has no number a warning.
            level: Level | None = None if row.code else "warning"
            level = level if row.certain else "info"
            yield from _problem(node, f'{name}="{{}}"', value, row.sid, place, row.code, level)
    text = node.element.text.strip()
    if text and node.key in ("ApplicationSid", "Application") and not node.element.children:
        place = node.document.at_text(node.element)
        # 21218 is the number of the REST API; what <Dial> logs is not confirmed.
        yield from _problem(node, '"{}"', text, "AP", place, None, "warning")


def _problem(
    node: GrammarNode,
    shown: str,
    value: str,
    prefix: str,
    place: Location,
    code: int | None,
    level: Level | None,
) -> Iterator[Problem]:
    value = value.strip()
    if re.fullmatch(rf"{prefix}[0-9a-fA-F]{{{DIGITS}}}", value):
        return
    unsure = value.startswith(prefix) and re.fullmatch(PLACEHOLDER, value)
    unlike = "is a placeholder for" if unsure else "is not"
    yield Problem(
        f"<{node.tag.name}>: {shown.format(cut(value, 40))} {unlike} the SID of {SIDS[prefix]}",
        help=f"write {prefix} and {DIGITS} hexadecimal digits",
        label="a placeholder" if unsure else "not a SID",
        location=place,
        code=code,
        level=certainty(node, value, "info" if unsure else level),
        doc=node.tag.doc,
    )
