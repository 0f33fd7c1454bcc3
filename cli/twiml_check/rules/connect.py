"""What the nouns of <Connect> and <Start> require of their attributes.

https://www.twilio.com/docs/voice/twiml/connect
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, at_attribute, at_element, rule
from twiml_check.rules.wording import cut

VOICES = {
    "Google": r"[a-z]{2,3}-[A-Za-z]{2,}-[A-Za-z0-9-]+",
    "Amazon": r"[A-Z][a-z]+-(Neural|Generative)",
    "ElevenLabs": r"[A-Za-z0-9]{20}(-.+)?",
}
"""How the voices of a provider look: en-US-Journey-O, Joanna-Neural, an id of twenty characters."""
MULTI = {
    "language": ("transcriptionProvider", "Deepgram"),
    "transcriptionLanguage": ("transcriptionProvider", "Deepgram"),
    "ttsLanguage": ("ttsProvider", "ElevenLabs"),
    "languageCode": ("transcriptionEngine", "deepgram"),
}
"""Which attribute may be "multi", and the provider it needs."""


@rule("connected-track", "error", 31941, elements=("Stream",))
def connected_track(node: GrammarNode) -> Iterator[Problem]:
    """A <Stream> in <Connect> with another track than inbound_track.

    Only <Start> streams both sides. The call ends.

    Bad:  <Response><Connect><Stream url="wss://example.com/s" track="both_tracks"/></Connect></Response>
    Good: <Response><Connect><Stream url="wss://example.com/s" track="inbound_track"/></Connect></Response>
    """  # noqa: E501  an example is one line
    row, parent = node.tag.attributes["track"], node.element.parent
    if parent is None or parent.name != "Connect":
        return
    track = node.element.attributes.get("track")
    if track in (*row.values, *row.legacy) and track != "inbound_track":
        yield at_attribute(
            node,
            "track",
            f'<Stream track="{track}"> is not allowed in <Connect>',
            help='write track="inbound_track", or use <Start>',
            label="only inbound_track",
        )


@rule("foreign-voice", "error", 64106, elements=("ConversationRelay", "Language"))
def foreign_voice(node: GrammarNode) -> Iterator[Problem]:
    """A voice of another provider than the one that is named.

    The names of voices show whose they are. Twilio ends the session when its provider refuses one.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Amazon" voice="en-US-Journey-O"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Amazon" voice="Joanna-Neural"/></Connect></Response>
    """  # noqa: E501  an example is one line
    given, parent = node.element.attributes, node.element.parent
    provider, voice = given.get("ttsProvider", ""), given.get("voice", "")
    if not provider and parent and parent.name == "ConversationRelay":
        provider = parent.attributes.get("ttsProvider", "")
    own = next((name for name in VOICES if name.lower() == provider.lower()), None)
    looks = next((name for name, shape in VOICES.items() if re.fullmatch(shape, voice)), None)
    if own and looks and own != looks:
        yield at_attribute(
            node,
            "voice",
            f'"{cut(voice)}" is a voice of {looks}, but the provider is {own}',
            help=f"name a voice of {own}, or write {looks} as ttsProvider",
            label=f"of {looks}",
        )


@rule("one-language-provider", "warning", elements=("ConversationRelay", "Transcription"))
def one_language_provider(node: GrammarNode) -> Iterator[Problem]:
    """The language "multi" with a provider that cannot tell languages apart.

    Deepgram hears several languages, ElevenLabs speaks them; no other provider does.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" transcriptionProvider="Google" transcriptionLanguage="multi"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" transcriptionProvider="Deepgram" transcriptionLanguage="multi"/></Connect></Response>
    """  # noqa: E501  an example is one line
    given = node.element.attributes
    for name, (attribute, provider) in MULTI.items():
        named = given.get(attribute, "")
        other = named.lower() not in ("", "auto", provider.lower())
        if given.get(name) == "multi" and other:
            yield at_attribute(
                node,
                name,
                f'{name}="multi" needs {attribute}="{provider}", not "{cut(named)}"',
                help=f'write {attribute}="{provider}", or name one language',
                label=f"only with {provider}",
            )


@rule("missing-connector", "warning", elements=("Siprec",))
def missing_connector(node: GrammarNode) -> Iterator[Problem]:
    """A <Siprec> in <Start> that does not name its connector.

    Twilio sends the audio to the SIPREC connector that connectorName names.

    Bad:  <Response><Start><Siprec name="a"/></Start><Pause/></Response>
    Good: <Response><Start><Siprec connectorName="desk"/></Start><Pause/></Response>
    """
    given = node.element.attributes
    if "Start" in node.element.path and "connectorName" not in given and not misnamed(node):
        yield at_element(
            node,
            node.element,
            "<Siprec> names no connector",
            help='add connectorName="…", the name of the connector in the Twilio Console',
            label='no "connectorName"',
        )
