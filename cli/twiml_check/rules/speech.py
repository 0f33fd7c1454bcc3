"""Rules about voices and speech: https://www.twilio.com/docs/voice/twiml/say/text-speech"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, at_attribute, rule
from twiml_check.rules.wording import cut, either, listed, misspelt, near, quoted, tags
from twiml_check.vocabulary.names import GOOGLE_KINDS, POLLY_VOICES, VOICE_PROVIDERS

GOOGLE = r"Google\.(([a-z]{2,3})-[A-Za-z0-9]+)-.+"
"""Voices with their language in their name, such as Google.de-DE-Neural2-B."""
SAME = {"cmn": "zh", "yue": "zh", "fil": "tl", "nb": "no", "iw": "he"}
"""Languages that have two codes."""
BASIC = ("man", "woman")
SHORTEST, LONGEST = 4, 60
"""Letters of a name that is checked for a misspelling."""

LONGEST_TRANSCRIBED = 120
"""Seconds: https://www.twilio.com/docs/api/errors/13615"""
SPEECH_PROVIDERS = {"googlev2_": (13342, "Google"), "deepgram_": (13343, "Deepgram")}
"""Prefixes of speech models, and Twilio's number if the provider lacks the language."""
ONE_SIDE = ("inbound", "outbound")


@rule("foreign-language", "info", elements=("Say",))
def foreign_language(node: GrammarNode) -> Iterator[Problem]:
    """The language of <Say> is not the language of its voice.

    Only the names of Google's voices contain their language. Twilio logs nothing when it reads the
    document. During the call, <Say> may pronounce the text wrongly, or fail.

    Bad:  <Response><Say voice="Google.en-US-Neural2-A" language="de-DE">Hallo</Say></Response>
    Good: <Response><Say voice="Google.de-DE-Neural2-B" language="de-DE">Hallo</Say></Response>
    """
    given = node.element.attributes
    spoken = re.fullmatch(GOOGLE, given.get("voice", "").strip())
    wanted = given.get("language", "").strip()
    if spoken and wanted and _language(wanted) != _language(spoken[2]):
        yield at_attribute(
            node,
            "language",
            f'the voice "{cut(given["voice"])}" speaks {spoken[1]}, not "{cut(wanted, 20)}"',
            help=f'remove language, or use a voice with "{cut(wanted, 20)}" in its name',
            label=f"not {spoken[1]}",
        )


def _language(tag: str) -> str:
    name = re.split("[-_]", tag.lower(), maxsplit=1)[0]
    return SAME.get(name, name)


@rule("markup-for-basic-voice", "info", elements=("Say",))
def markup_for_basic_voice(node: GrammarNode) -> Iterator[Problem]:
    """<Say> has speech markup (SSML), but its voice is man or woman.

    Twilio documents markup for the voices of Amazon Polly and Google. Twilio does not document
    whether man and woman support it.

    Bad:  <Response><Say voice="woman">One<break/>two</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">One<break/>two</Say></Response>
    """
    voice = node.element.attributes.get("voice", "")
    if voice in BASIC and node.element.children:
        names = dict.fromkeys(child.name for child in node.element.children)
        yield at_attribute(
            node,
            "voice",
            f'the voice "{voice}" may ignore {cut(listed(tags(names)))}',
            help="use a voice of Polly or Google, such as Polly.Joanna",
            label="may ignore markup",
        )


@rule("unknown-voice", "info", elements=("Say",))
def unknown_voice(node: GrammarNode) -> Iterator[Problem]:
    """A voice of <Say> looks like a misspelled known voice.

    Twilio adds voices without notice. So twiml-check reports a name only if one or two letters
    differ from a known name.

    Bad:  <Response><Say voice="Polly.Joana">Hello</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">Hello</Say></Response>
    """
    voice = node.element.attributes.get("voice", "").strip()
    if "." in voice and len(voice) < LONGEST and (meant := _likely_voices(voice)):
        yield at_attribute(
            node,
            "voice",
            f'twiml-check does not recognize the voice "{voice}"',
            help=f"did you mean {either(quoted(meant))}?",
            label="not recognized",
        )


def _likely_voices(voice: str) -> list[str]:
    """Return the voices that the author may mean; none for a known or an entirely new name."""
    provider, _, name = voice.partition(".")
    if provider not in VOICE_PROVIDERS:
        return [f"{hit}.{name}" for hit in _slips(provider, VOICE_PROVIDERS)]
    language, kind, rest = _google(name) if provider == "Google" else ("", *_polly(name))
    known = POLLY_VOICES if provider == "Polly" else GOOGLE_KINDS
    return [f"{provider}.{language}{hit}{rest}" for hit in _slips(kind, known)]


def _polly(name: str) -> tuple[str, str]:
    base, dash, engine = name.partition("-")
    return base, dash + engine


def _google(name: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"([a-z]{2,3}-[A-Za-z]{2}-)([A-Za-z]+)(-.+)", name)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _slips(word: str, known: tuple[str, ...]) -> list[str]:
    """Return the known words that this word misspells; three letters are too few to judge."""
    if word in known or len(word) < SHORTEST or not misspelt(word, known):
        return []
    return [hit for hit in near(word, known) if misspelt(word, (hit,))]


@rule("auto-speech-timeout", "warning", 13335, elements=("Gather",))
def auto_speech_timeout(node: GrammarNode) -> Iterator[Problem]:
    """<Gather> has speechTimeout="auto" and a speech model.

    With a speech model, Twilio's page requires a number of seconds. Twilio logs 13335, a warning,
    for the model default. For the other models, Twilio is not known to log anything.

    Bad:  <Response><Gather input="speech" speechTimeout="auto" speechModel="default"/></Response>
    Good: <Response><Gather input="speech" speechTimeout="auto"/></Response>
    """
    model = node.element.attributes.get("speechModel")
    if model and node.element.attributes.get("speechTimeout") == "auto":
        yield at_attribute(
            node,
            "speechTimeout",
            f'speechTimeout="auto" may not work with speechModel="{cut(model)}"',
            help="write a number of seconds, or remove speechModel",
            label="not a number of seconds",
            note="Twilio may log warning 13335" if model == "default" else "",
            level=None if model == "default" else "info",
        )


@rule("unknown-speech-language", "info", elements=("Gather",))
def unknown_speech_language(node: GrammarNode) -> Iterator[Problem]:
    """twiml-check does not recognize a language of <Gather> as one of Google or Deepgram.

    If the provider does not support the language, Twilio logs 13342 or 13343 and recognizes no
    speech. Providers add languages without notice, so check the page of the provider.

    Bad:  <Response><Gather input="speech" speechModel="deepgram_nova-2" language="xx-XX"/></Response>
    Good: <Response><Gather input="speech" speechModel="deepgram_nova-2" language="en-US"/></Response>
    """  # noqa: E501  an example is one line
    given = node.element.attributes
    model, language = given.get("speechModel", ""), given.get("language", "")
    code, provider = SPEECH_PROVIDERS.get(model.partition("_")[0] + "_", (0, ""))
    known = node.tag.attributes["language"].values
    if provider and language not in ("", "multi", *known):
        yield at_attribute(
            node,
            "language",
            f'{provider} may not support the language "{cut(language)}"',
            note=f"Twilio logs {code} if {provider} does not support the language",
            help=f"check the language in the documentation of {provider}",
            label=f"not recognized for {cut(model, 40)}",
        )


@rule("transcription-limit", "error", 13615, elements=("Record",))
def transcription_limit(node: GrammarNode) -> Iterator[Problem]:
    """<Record transcribe="true"> allows recordings that are too long to be transcribed.

    Twilio transcribes up to 120 seconds. With a longer maxLength, Twilio logs a warning and
    transcribes nothing.

    Bad:  <Response><Record transcribe="true" maxLength="600"/></Response>
    Good: <Response><Record transcribe="true" maxLength="120"/></Response>
    """
    given = node.element.attributes
    seconds = given.get("maxLength", "").strip()
    if given.get("transcribe") != "true":
        return
    if re.fullmatch("[0-9]{1,18}", seconds) and int(seconds) > LONGEST_TRANSCRIBED:
        yield at_attribute(
            node,
            "maxLength",
            f"Twilio transcribes at most {LONGEST_TRANSCRIBED} seconds, not {int(seconds)}",
            help=f'write maxLength="{LONGEST_TRANSCRIBED}" or less, or remove transcribe',
            label=f"more than {LONGEST_TRANSCRIBED}",
        )


@rule("half-of-dual", "warning", elements=("Dial", "Recording"))
def half_of_dual(node: GrammarNode) -> Iterator[Problem]:
    """A recording has two channels, but only one side of the call.

    One of the two attributes is probably a mistake. Twilio may log 13622.

    Bad:  <Response><Start><Recording channels="dual" track="inbound"/></Start></Response>
    Good: <Response><Start><Recording channels="dual" track="both"/></Start></Response>
    """
    given = node.element.attributes
    if node.key == "Dial":
        name, dual = "recordingTrack", given.get("record", "").endswith("-dual")
    else:
        name, dual = "track", given.get("channels") == "dual"
    if dual and given.get(name) in ONE_SIDE:
        yield at_attribute(
            node,
            name,
            f"two channels record only the {given[name]} side of the call",
            help=f'write {name}="both", or record one channel',
            label="one side only",
        )


@rule("digits-in-gather", "warning", elements=("Play",))
def digits_in_gather(node: GrammarNode) -> Iterator[Problem]:
    """<Play digits> is inside <Gather>, where Twilio cannot play digits.

    Bad:  <Response><Gather><Play digits="1"/></Gather></Response>
    Good: <Response><Play digits="1"/></Response>
    """
    parent = node.element.parent
    if parent and parent.name == "Gather" and "digits" in node.element.attributes:
        yield at_attribute(
            node,
            "digits",
            "Twilio cannot play digits inside <Gather>",
            help="move <Play> before <Gather>",
            label="not allowed here",
        )
