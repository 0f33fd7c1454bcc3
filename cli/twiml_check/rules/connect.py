"""The attributes of the nouns of <Connect> and <Start>.

https://www.twilio.com/docs/voice/twiml/connect
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, at_attribute, at_element, rule
from twiml_check.rules.template import has_mark
from twiml_check.rules.wording import cut, did_you_mean, listed

VOICES = {
    "Google": r"[a-z]{2,3}-[A-Za-z]{2,}-[A-Za-z0-9-]+",
    "Amazon": r"[A-Z][a-z]+-(Neural|Generative)",
    "ElevenLabs": r"[A-Za-z0-9]{20}(-.+)?",
}
"""The form of a provider's voices: en-US-Journey-O, Joanna-Neural, an id of twenty characters."""
SPOKEN_BY_SAY = r"(Polly|Google|man|woman|alice)(?:\.(.+))?"
"""Voices of <Say>, like Polly.Joanna; group 2 is the name in <ConversationRelay>."""
SAY_PROVIDERS = {"Polly": "Amazon", "Google": "Google"}
TUNED_VOICE = r"[A-Za-z0-9]{20}(?:-[A-Za-z][A-Za-z0-9_.]*)?(?:-([^A-Za-z].*|))?"
"""A voice of ElevenLabs: id, model and settings; group 1 is the settings.

https://www.twilio.com/docs/voice/conversationrelay/voice-configuration
"""
SETTINGS = {"speed": (0.7, 1.2), "stability": (0.0, 1.0), "similarity": (0.0, 1.0)}
"""The settings in their order, each with its range."""
MODELS = {
    "Deepgram": r"(nova|flux|enhanced|base)(-.+)?",
    "Google": r"(telephony|long|short|latest_long|latest_short|chirp)(_.+)?",
}
"""The form of the speech models of a transcription provider."""
VOICE_MODEL = r"(eleven_)?(flash|turbo|multilingual)_v[0-9].*"
"""Text-to-speech models of ElevenLabs; speechModel is for transcription."""
PROVIDERS = ("ttsProvider", "transcriptionProvider")
MULTI = {
    "language": ("transcriptionProvider", "Deepgram"),
    "transcriptionLanguage": ("transcriptionProvider", "Deepgram"),
    "ttsLanguage": ("ttsProvider", "ElevenLabs"),
    "languageCode": ("transcriptionEngine", "deepgram"),
}
"""Which attribute may be "multi", and the provider it needs."""


@rule("connected-track", "error", 31941, elements=("Stream",))
def connected_track(node: GrammarNode) -> Iterator[Problem]:
    """A <Stream> in <Connect> has a track other than inbound_track.

    Only a <Stream> in <Start> can stream both sides. Twilio ends the call.

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
    """The voice belongs to a provider other than the ttsProvider.

    The form of a voice name shows its provider. Twilio ends the session when the provider rejects
    the voice.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Amazon" voice="en-US-Journey-O"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Amazon" voice="Joanna-Neural"/></Connect></Response>
    """  # noqa: E501  an example is one line
    provider, voice = _provider(node, "ttsProvider"), node.element.attributes.get("voice", "")
    own = next((name for name in VOICES if name.lower() == provider.lower()), None)
    looks = next((name for name, shape in VOICES.items() if re.fullmatch(shape, voice)), None)
    if own and looks and own != looks:
        yield at_attribute(
            node,
            "voice",
            f'"{cut(voice)}" is a voice of {looks}, but the provider is {own}',
            help=f'write a voice of {own}, or write ttsProvider="{looks}"',
            label=f"of {looks}",
        )


def _provider(node: GrammarNode, name: str) -> str:
    """Return the provider that an attribute names, here or in the element around a <Language>."""
    parent = node.element.parent
    own = node.element.attributes.get(name, "").strip()
    if own or parent is None or parent.name != "ConversationRelay":
        return own
    return parent.attributes.get(name, "").strip()


@rule("empty-relay-value", "error", 64106, elements=("ConversationRelay", "Language"))
def empty_relay_value(node: GrammarNode) -> Iterator[Problem]:
    """A voice, a speech model or a provider that is empty.

    An empty voice of <ConversationRelay> ends the session with 64106 at the first spoken text.
    Twilio does not document the effect of the other empty values: they are a warning.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" voice=""/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s"/></Connect></Response>
    """  # noqa: E501  an example is one line
    for name in ("voice", "speechModel", *PROVIDERS):
        if node.element.attributes.get(name, "x").strip():
            continue
        sure = name == "voice" and node.key == "ConversationRelay"
        yield at_attribute(
            node,
            name,
            f"the {name} of <{node.tag.name}> is empty",
            help=f"write a value, or remove {name}",
            label="it is empty",
            note="" if sure else "Twilio does not document the effect of an empty value",
            level=None if sure else "warning",
        )


@rule("bad-voice-settings", "warning", elements=("ConversationRelay", "Language"))
def bad_voice_settings(node: GrammarNode) -> Iterator[Problem]:
    """The settings in a voice of ElevenLabs are not speed_stability_similarity.

    The voice is written ID-MODEL-SPEED_STABILITY_SIMILARITY; model and settings may be left out.
    The speed is from 0.7 to 1.2, the other two are from 0 to 1. With another value the caller may
    hear "an application error has occurred".

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" voice="UgBBYS2sOqTuMpoF3BR0-turbo_v2_5-0.5_0.75_0.0"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" voice="UgBBYS2sOqTuMpoF3BR0-turbo_v2_5-1.0_0.75_0.0"/></Connect></Response>
    """  # noqa: E501  an example is one line
    voice = node.element.attributes.get("voice", "").strip()
    found = re.fullmatch(TUNED_VOICE, voice)
    foreign = _provider(node, "ttsProvider").lower() not in ("", "elevenlabs")
    if foreign or not found or found[1] is None:
        return
    if reason := _settings_reason(found[1]):
        yield at_attribute(
            node,
            "voice",
            f'the voice settings "{cut(found[1], 30)}": {reason}',
            help="write speed_stability_similarity, like 1.0_0.5_0.75, or leave the settings out",
            label=reason,
            note="with such settings, the call may fail as soon as it is answered",
        )


def _settings_reason(settings: str) -> str:
    """Return what is wrong with the settings of a voice, or nothing."""
    values = settings.split("_")
    if len(values) != len(SETTINGS):
        return f"expected 3 numbers, got {len(values) if settings else 0}"
    for (name, (low, high)), value in zip(SETTINGS.items(), values, strict=True):
        if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?|\.[0-9]{1,9}", value):
            return f'{name} "{cut(value, 12)}" is not a number'
        if not low <= float(value) <= high:
            return f"{name} {value} is not between {low:.10g} and {high:.10g}"
    return ""


@rule("voice-of-say", "warning", elements=("ConversationRelay", "Language"))
def voice_of_say(node: GrammarNode) -> Iterator[Problem]:
    """The voice has the form of a voice of <Say>.

    In <ConversationRelay>, ttsProvider has the provider, and voice has the name alone.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" voice="Polly.Joanna-Neural"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Amazon" voice="Joanna-Neural"/></Connect></Response>
    """  # noqa: E501  an example is one line
    voice = node.element.attributes.get("voice", "").strip()
    found = re.fullmatch(SPOKEN_BY_SAY, voice)
    if found is None or (found[1] in SAY_PROVIDERS) != bool(found[2]):
        return
    provider, name = SAY_PROVIDERS.get(found[1], ""), found[2]
    shape = VOICES.get(provider, "")
    change = "write the name of a voice of the ttsProvider"
    if name and re.fullmatch(shape, name):
        change = f'write ttsProvider="{provider}" voice="{cut(name, 40)}"'
    yield at_attribute(
        node,
        "voice",
        f'"{cut(voice, 40)}" is a voice of <Say>, not of <{node.tag.name}>',
        help=change,
        label="a voice of <Say>",
        note="Twilio may end the session",
    )


@rule("unknown-provider", "warning", elements=("ConversationRelay", "Language"))
def unknown_provider(node: GrammarNode) -> Iterator[Problem]:
    """A provider of speech that twiml-check does not recognize.

    Twilio logs 64101 for a provider that Twilio does not have, and ends the session. twiml-check
    may not have the newest providers.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="OpenAI"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" ttsProvider="Google"/></Connect></Response>
    """  # noqa: E501  an example is one line
    for name in PROVIDERS:
        value = node.element.attributes.get(name, "").strip()
        known = node.tag.attributes[name].values
        if not value or has_mark(value) or did_you_mean(value, known):
            continue  # a slip of a known one is for `bad-value`
        yield at_attribute(
            node,
            name,
            f'twiml-check does not recognize the {name} "{cut(value, 40)}"',
            help=f"allowed: {listed(known)}",
            label="not a known provider",
            note="Twilio logs 64101 for a provider that Twilio does not have",
        )


@rule("foreign-speech-model", "warning", elements=("ConversationRelay", "Language"))
def foreign_speech_model(node: GrammarNode) -> Iterator[Problem]:
    """A speechModel that the transcriptionProvider does not have, or a text-to-speech model.

    Bad:  <Response><Connect><ConversationRelay url="wss://example.com/s" transcriptionProvider="Google" speechModel="nova-3-general"/></Connect></Response>
    Good: <Response><Connect><ConversationRelay url="wss://example.com/s" transcriptionProvider="Deepgram" speechModel="nova-3-general"/></Connect></Response>
    """  # noqa: E501  an example is one line
    model = node.element.attributes.get("speechModel", "").strip()
    provider = _provider(node, "transcriptionProvider").lower()
    looks = next((name for name, shape in MODELS.items() if re.fullmatch(shape, model)), "")
    known = provider in map(str.lower, MODELS)
    if re.fullmatch(VOICE_MODEL, model):
        what = "a text-to-speech model of ElevenLabs"
        change = 'write the model in voice, after the ID: voice="ID-turbo_v2_5"'
    elif looks and known and looks.lower() != provider:
        what = f"a model of {looks}, but the transcriptionProvider is {provider.capitalize()}"
        change = f'write transcriptionProvider="{looks}", or a model of {provider.capitalize()}'
    else:
        return
    yield at_attribute(
        node,
        "speechModel",
        f'speechModel "{cut(model, 40)}" is {what}',
        help=change,
        label="a model of another provider",
        note="Twilio may end the session with 64106",
    )


@rule("one-language-provider", "warning", elements=("ConversationRelay", "Transcription"))
def one_language_provider(node: GrammarNode) -> Iterator[Problem]:
    """The language is "multi", and the provider supports only one language at a time.

    Only Deepgram transcribes several languages, and only ElevenLabs speaks several languages.

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
                help=f'write {attribute}="{provider}", or write one language',
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
