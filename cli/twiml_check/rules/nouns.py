"""The number of nouns, media and replies, and the nouns that do not fit together.

https://www.twilio.com/docs/voice/twiml/dial, https://www.twilio.com/docs/messaging/twiml/message
"""

from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, at_element, rule
from twiml_check.rules.wording import one_of, tags
from twiml_check.vocabulary.answers import MAX_REPLIES
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached
from twiml_check.vocabulary.resources import MOST_MEDIA

LONELY = ("Conference", "Application", "Queue")


@rule("mixed-nouns", "error", 13000, elements=("Dial",))
def mixed_nouns(node: GrammarNode) -> Iterator[Problem]:
    """A <Conference>, <Application> or <Queue> is in a <Dial> together with another noun.

    <Conference> must be the only noun of its <Dial>: Twilio logs warning 13000. Twilio does not
    document <Application> or <Queue> together with another noun.

    Bad:  <Response><Dial><Conference>A</Conference><Client>joe</Client></Dial></Response>
    Good: <Response><Dial><Conference>A</Conference></Dial></Response>
    """
    nouns = _known_children(node)
    names = {noun.name for noun in nouns}
    lonely = next((name for name in LONELY if name in names), None)
    if lonely is None or len(nouns) < 2:
        return
    yield at_element(
        node,
        nouns[1],
        f"<{lonely}> must be the only noun of its <Dial>"
        if lonely == "Conference"
        else f"Twilio does not document <{lonely}> together with another noun",
        help="keep one of them, or write a <Dial> for each",
        label="the second noun",
        level="error" if lonely == "Conference" else "warning",
    )


@rule("too-many-nouns", "error", 13250, where=lambda tag: tag.most_destinations > 0)
def too_many_nouns(node: GrammarNode) -> Iterator[Problem]:
    """More than ten <Number>, <Client> and <Sip> in one <Dial>.

    Twilio calls ten, at once or one after the other. Twilio does not document how many <Uri> a
    <Sip> can contain; a published schema says five.

    Bad:  <Response><Dial>{<Number>+12025550143</Number> * 11}</Dial></Response>
    Good: <Response><Dial>{<Number>+12025550143</Number> * 10}</Dial></Response>
    """
    most = node.tag.most_destinations
    inside = GRAMMAR[node.hop.product].inside
    rows = [(child, inside(node.key, child.name)) for child in node.element.children]
    nouns = [(child, row) for child, row in rows if row and row.is_destination]
    if most < len(nouns) and next(mixed_nouns.check(node), None) is None:
        yield at_element(
            node,
            nouns[most][0],
            f"<{node.tag.name}> has {len(nouns)} destinations; at most {most} are allowed",
            help=f"remove some, or put some in another <{node.tag.name}>",
            label=f"number {most + 1}",
            level=None if nouns[most][1].certain else "info",
        )


@rule("too-many-media", "error", 21623, elements=("Message",))
def too_many_media(node: GrammarNode) -> Iterator[Problem]:
    """More than ten <Media> in one <Message>. Twilio does not send the message.

    Event: sms
    Bad:  <Response><Message>{<Media>https://example.com/cat.jpg</Media> * 11}</Message></Response>
    Good: <Response><Message>{<Media>https://example.com/cat.jpg</Media> * 10}</Message></Response>
    """
    media = [child for child in _known_children(node) if child.name == "Media"]
    if len(media) > MOST_MEDIA:
        yield at_element(
            node,
            media[MOST_MEDIA],
            f"<Message> has {len(media)} <Media>; at most {MOST_MEDIA} are allowed",
            help="put some in another <Message>",
            label=f"number {MOST_MEDIA + 1}",
        )


@rule("too-many-messages", "error", 14109, elements=("Response",))
def too_many_messages(node: GrammarNode) -> Iterator[Problem]:
    """More than ten replies to one incoming message.

    Twilio sends only the first ten. The replies of all documents for one incoming message count
    together.

    Event: sms
    Bad:  <Response>{<Message>Hello</Message> * 11}</Response>
    Good: <Response>{<Message>Hello</Message> * 10}</Response>
    """
    if node.hop.product != "messaging":
        return
    sent = node.hop.sent
    for verb in reached(node.element, "messaging"):
        sent += verb.tag.sends_message
        if verb.tag.sends_message and sent == MAX_REPLIES + 1:
            before = f", {node.hop.sent} before this document" if node.hop.sent else ""
            yield at_element(
                node,
                verb.element,
                f"more than {MAX_REPLIES} replies to one message{before}",
                help="join some replies, or send the rest with the REST API",
                label=f"reply {MAX_REPLIES + 1}: not sent",
            )


@rule("several-nouns", "info", where=lambda tag: bool(tag.one_child))
def several_nouns(node: GrammarNode) -> Iterator[Problem]:
    """More than one noun in <Connect>, <Start>, <Stop> or <Refer>.

    Twilio does not document what happens to the second noun. Use one verb for each. A <Refer> has
    only one target: there the second <Sip> is a warning.

    Bad:  <Response><Start><Transcription/><Recording/></Start></Response>
    Good: <Response><Start><Transcription/></Start><Start><Recording/></Start></Response>
    """
    if len(_known_children(node)) > 1:
        yield at_element(
            node,
            _known_children(node)[1],
            f"<{node.tag.name}> has a second noun, which Twilio may ignore",
            help=f"write a <{node.tag.name}> for each",
            label="the second noun",
            level=node.tag.one_child or None,
        )


@rule("text-beside-nouns", "warning", elements=("Dial", "Client"))
def text_beside_nouns(node: GrammarNode) -> Iterator[Problem]:
    """A <Dial> has both a number and nouns, or a <Client> has both a name and an <Identity>.

    Twilio does not document which of the two it uses.

    Bad:  <Response><Dial>+12025550143<Client>joe</Client></Dial></Response>
    Good: <Response><Dial><Number>+12025550143</Number><Client>joe</Client></Dial></Response>
    """
    if not node.element.text.strip():
        return
    nouns = [child for child in _known_children(node) if child.name != "Parameter"]
    if nouns:
        yield Problem(
            f"<{node.tag.name}> contains both text and <{nouns[0].name}>",
            help="put the number in <Number>" if node.key == "Dial" else "remove one of them",
            label=f"text next to <{nouns[0].name}>",
            location=node.document.at_text(node.element),
            doc=node.tag.doc,
        )


@rule(
    "missing-noun",
    "error",
    where=lambda tag: tag.needs_child,
    row_codes=lambda tag: [tag.content_code],
)
def missing_noun(node: GrammarNode) -> Iterator[Problem]:
    """An element has no noun: nothing to start, to stop, to connect to or to say.

    Twilio logs 14300 for <Start> and <Stop>, and warning 12200 for <Refer>. Any other empty verb
    does nothing.

    Bad:  <Response><Start/></Response>
    Good: <Response><Start><Recording/></Start><Pause/></Response>
    """
    element = node.element
    if not element.children and not element.text.strip():
        nouns = GRAMMAR[node.hop.product].below(node.tag)
        problem = at_element(
            node,
            element,
            f"<{node.tag.name}> is empty",
            help=f"put {one_of(tags(nouns))} in it",
            label="nothing in it",
            level=None if node.tag.content_code else "warning",
        )
        yield problem._replace(code=node.tag.content_code)


def _known_children(node: GrammarNode) -> list[Element]:
    """Return the children that are allowed here; another rule reports the others."""
    below = GRAMMAR[node.hop.product].children[node.key]
    return [child for child in node.element.children if child.name in below]
