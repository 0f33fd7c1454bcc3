"""Rules about texts, names and lists: their length and their characters."""

import re
from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Level, Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import MAX_BODY
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import texts

MAX_ENCODED = 4500
MAX_BASIC = 4096
LIMITS = {"Polly": 3000, "Google": 5000}
"""Characters of <Say>, by the provider of the voice. Other providers publish no limit."""
MAX_QUEUE = 64
MAX_CONFERENCE = 128
MAX_HINTS = 500
MAX_HINT = 100
QUEUE_CODES = {"Enqueue": 14205, "Queue": 14213}
CALL_SID = r"CA[0-9a-f]{32}"


@rule(
    "missing-target",
    "error",
    where=lambda tag: bool(tag.target),
    row_codes=lambda tag: [tag.content_code],
)
def missing_target(node: GrammarNode) -> Iterator[Problem]:
    """A verb or noun is empty, so Twilio does not know whom to call or what to play.

    The rule is about <Dial>, <Enqueue>, <Queue>, <Sip>, <Application> and <Play> without text,
    element or attribute that names the target. Twilio logs a different number for each of them.
    For the last two, no number is known.

    Bad:  <Response><Enqueue/></Response>
    Good: <Response><Enqueue>support</Enqueue></Response>
    """
    element, tag = node.element, node.tag
    # Another rule reports an unknown attribute: <Dial number="…"/>.
    if _says_whom(node) or misnamed(node):
        return
    instead = "".join(f", or add {name}" for name in tag.target_attributes)
    yield Problem(
        f"<{tag.name}> {tag.lacks}",
        help=tag.target + instead,
        label="no target" if element.children else "nothing in it",
        location=node.document.at(element),
        code=tag.content_code,
        # `content_code` is for a bad URL. No number is known for a missing one.
        level="warning" if tag.content == "url" or not tag.content_code else None,
        doc=tag.doc,
    )


def _says_whom(node: GrammarNode) -> bool:
    """Say whether the text, an attribute or a child of the element names its target."""
    given = node.element.attributes
    if node.element.text.strip() or any(name in given for name in node.tag.target_attributes):
        return True
    inside = GRAMMAR[node.hop.product].inside
    rows = [inside(node.key, child.name) for child in node.element.children]
    # A misplaced child may be meant as the target. Another rule reports it.
    return any(row is None or not row.is_extra for row in rows)


@rule("text-too-long", "error", where=lambda tag: tag.name == "Say" or tag.sends_message)
def text_too_long(node: GrammarNode) -> Iterator[Problem]:
    """A text is longer than Twilio can speak or send.

    <Say> may have at most 4096 characters, 3000 with a voice of Polly, and 5000 with a voice of
    Google (markup included). Twilio logs 13521 for a longer text. A message may have at most 1600
    characters. Twilio logs 14103 for a longer message.

    Bad:  <Response><Say>{a * 4097}</Say></Response>
    Good: <Response><Say>{a * 4096}</Say></Response>
    """
    if node.tag.name == "Say":
        yield from _too_much_to_say(node)
    elif (length := len("".join(texts(node.element)).strip())) > MAX_BODY:
        yield _too_long(node, length, MAX_BODY, 14103)


def _too_much_to_say(node: GrammarNode) -> Iterator[Problem]:
    provider, dot, _ = node.element.attributes.get("voice", "").strip().partition(".")
    raw = "".join(texts(node.element)).strip()
    # Without a voice, a setting of the account chooses the engine.
    limit = LIMITS.get(provider) if dot else MAX_BASIC
    length = len(" ".join(raw.split()))
    if provider == "Google":
        length = len(raw) + _markup(node.element)
    encoded = _encoded_length(raw)
    if limit and length > limit:
        yield _too_long(node, length, limit, 13521)
    elif encoded > MAX_ENCODED:
        yield _too_long(node, encoded, MAX_ENCODED, None, " after URL encoding")


def _too_long(
    node: GrammarNode, length: int, limit: int, code: int | None, how: str = ""
) -> Problem:
    return Problem(
        f"the text of <{node.tag.name}> has {length:,} characters{how}; "
        f"at most {limit:,} are allowed",
        help=f"shorten the text, or split it into several <{node.tag.name}>",
        label=f"{length:,} characters",
        location=node.document.at(node.element),
        code=code,
        level=None if code else "warning",
        doc=node.tag.doc,
    )


def _markup(element: Element) -> int:
    """Count the characters of the tags inside, approximately as the author wrote them."""
    inside = [each for each in element.descend() if each is not element]
    names = sum(2 * len(each.name) + len("<></>") for each in inside)
    pairs = [pair for each in inside for pair in each.attributes.items()]
    return names + sum(len(name) + len(value) + len(' =""') for name, value in pairs)


def _encoded_length(text: str) -> int:
    """Count the characters of a text after URL encoding, with + for a space."""
    raw = text.encode("utf-8", "replace")
    return len(raw) + 2 * len(re.findall(rb"[^A-Za-z0-9_.~ -]", raw))


@rule("bad-name", "error", elements=("Enqueue", "Queue", "Conference"))
def bad_name(node: GrammarNode) -> Iterator[Problem]:
    """The name of a queue or conference is too long, or a participant label is not valid.

    The name of a queue may have at most 64 characters (14205, 14213), the name of a conference at
    most 128 (13237). The label of a participant must not be the SID of a call, and must not contain
    a slash (16023).

    Bad:  <Response><Dial><Conference participantLabel="a/b">Room</Conference></Dial></Response>
    Good: <Response><Dial><Conference participantLabel="a-b">Room</Conference></Dial></Response>
    """
    length = len(node.element.text.strip())
    if node.key in QUEUE_CODES and length >= MAX_QUEUE:
        # One page says 64 or less, another less than 64. With a workflow, Twilio ignores the name.
        if "workflowSid" in node.element.attributes:
            return
        unsure = length == MAX_QUEUE
        yield _long_name(node, length, MAX_QUEUE, QUEUE_CODES[node.key], "info" if unsure else None)
    elif node.key not in QUEUE_CODES:
        if length > MAX_CONFERENCE:
            yield _long_name(node, length, MAX_CONFERENCE, 13237, None)
        yield from _label_problem(node)


def _long_name(
    node: GrammarNode, length: int, limit: int, code: int, level: Level | None
) -> Problem:
    return Problem(
        f"the name in <{node.tag.name}> has {length} characters",
        help=f"shorten the name to {limit if level is None else limit - 1} characters",
        note=""
        if level is None
        else f"Twilio's pages disagree on whether {length} characters are allowed",
        label="too long" if level is None else "may be too long",
        location=node.document.at_text(node.element),
        code=code,
        level=level,
        doc=node.tag.doc,
    )


def _label_problem(node: GrammarNode) -> Iterator[Problem]:
    label = node.element.attributes.get("participantLabel", "")
    reason = ""
    if "/" in label or "%2f" in label.lower():
        reason = "it contains a slash"
    elif re.fullmatch(CALL_SID, label.strip()):
        reason = "it is the SID of a call"
    if reason:
        yield Problem(
            f'participantLabel="{cut(label, 40)}" is not valid: {reason}',
            help="write a label that has no slash and is not the SID of a call",
            label=reason,
            location=node.document.at_setting(node.element, "participantLabel"),
            code=16023,
            doc=node.tag.doc,
        )


@rule("bad-task", "error", 14221, elements=("Task", "TaskAttributes"))
def bad_task(node: GrammarNode) -> Iterator[Problem]:
    """The text of <Task> or <TaskAttributes> is not a JSON object.

    Twilio logs 14221, and the call does not enter the queue.

    Bad:  <Response><Enqueue workflowSid="WW00000000000000000000000000000000"><Task>{a:1}</Task></Enqueue></Response>
    Good: <Response><Enqueue workflowSid="WW00000000000000000000000000000000"><Task>{"a":1}</Task></Enqueue></Response>
    """  # noqa: E501  an example is one line
    text = node.element.text.strip()
    if text and (reason := _not_an_object(text)):
        yield Problem(
            f"the text of <{node.tag.name}> is not a JSON object: {reason}",
            help='write a JSON object, such as {"type": "support"}',
            label="not a JSON object",
            location=node.document.at_text(node.element),
            level=certainty(node, text, None),
            doc=node.tag.doc,
        )


def _not_an_object(text: str) -> str:
    """Return why a text is not a JSON object; empty if it is one."""
    import json  # only a task needs it

    try:
        value = json.loads(text, parse_constant=_refuse, parse_int=str)
    except json.JSONDecodeError as error:
        return f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos + 1}"
    except RecursionError:
        return "it is nested too deeply"
    except ValueError as error:
        return f"{error} is not JSON"
    return "" if isinstance(value, dict) else "it has no braces around it"


def _refuse(word: str) -> None:
    raise ValueError(word)


@rule("bad-hints", "error", 13330, elements=("Gather",))
def bad_hints(node: GrammarNode) -> Iterator[Problem]:
    """<Gather> has too many hints, or a hint that is too long.

    Twilio accepts at most 500 hints of at most 100 characters each. Otherwise Twilio logs 13330.

    Bad:  <Response><Gather input="speech" hints="{a * 101}"/></Response>
    Good: <Response><Gather input="speech" hints="yes, no, {maybe, * 100}"/></Response>
    """
    hints = node.element.attributes.get("hints", "")
    if len(hints) <= MAX_HINT:
        return
    words = hints.split(",")
    longest = max(len(word.strip()) for word in words)
    if len(words) > MAX_HINTS:
        label, help_line = f"{len(words)} hints", f"keep at most {MAX_HINTS} hints"
    elif longest > MAX_HINT:
        label = f"a hint of {longest} characters"
        help_line = f"write commas between hints; each may have {MAX_HINT} characters"
    else:
        return
    listens = "speech" in node.element.attributes.get("input", "")
    yield Problem(
        f"<Gather> has {label}",
        help=help_line,
        label=label,
        location=node.document.at_setting(node.element, "hints"),
        level=None if listens else "warning",
        doc=node.tag.doc,
    )
