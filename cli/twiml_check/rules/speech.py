"""What the voice of <Say> can speak: https://www.twilio.com/docs/voice/twiml/say/text-speech"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, at_attribute, rule
from twiml_check.rules.wording import cut, either, listed, misspelt, near, quoted, tags
from twiml_check.vocabulary.names import GOOGLE_KINDS, POLLY_VOICES, VOICE_PROVIDERS

GOOGLE = r"Google\.(([a-z]{2,3})-[A-Za-z0-9]+)-.+"
"""Voices that say themselves which language they speak, as in Google.de-DE-Neural2-B."""
SAME = {"cmn": "zh", "yue": "zh", "fil": "tl", "nb": "no", "iw": "he"}
"""Languages that go by two names."""
BASIC = ("man", "woman")
SHORTEST, LONGEST = 4, 60
"""Letters of a name in which a slip is looked for."""

LONGEST_TRANSCRIBED = 120
"""Seconds: https://www.twilio.com/docs/api/errors/13615"""
SPEECH_PROVIDERS = {"googlev2_": (13342, "Google"), "deepgram_": (13343, "Deepgram")}
"""Beginnings of speech models, and Twilio's number when the provider lacks the language."""
ONE_SIDE = ("inbound", "outbound")


@rule("foreign-language", "info", elements=("Say",))
def foreign_language(node: GrammarNode) -> Iterator[Problem]:
    """<Say> wants a voice to speak another language than its own.

    Only Google's voices tell their language by their name. Twilio logs nothing beforehand; the
    text may be read like a foreign one, or fail when the call is there.

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
            help=f'remove language, or take a voice whose name has "{cut(wanted, 20)}"',
            label=f"not {spoken[1]}",
        )


def _language(tag: str) -> str:
    name = re.split("[-_]", tag.lower(), maxsplit=1)[0]
    return SAME.get(name, name)


@rule("markup-for-basic-voice", "info", elements=("Say",))
def markup_for_basic_voice(node: GrammarNode) -> Iterator[Problem]:
    """Speech markup (SSML) for the voices man and woman.

    Twilio describes markup for the voices of Amazon Polly and Google. Whether man and woman
    follow it is not said.

    Bad:  <Response><Say voice="woman">One<break/>two</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">One<break/>two</Say></Response>
    """
    voice = node.element.attributes.get("voice", "")
    if voice in BASIC and node.element.children:
        names = dict.fromkeys(child.name for child in node.element.children)
        yield at_attribute(
            node,
            "voice",
            f'the voice "{voice}" may not follow {cut(listed(tags(names)))}',
            help="take a voice of Polly or Google, such as Polly.Joanna",
            label="perhaps without markup",
        )


@rule("unknown-voice", "info", elements=("Say",))
def unknown_voice(node: GrammarNode) -> Iterator[Problem]:
    """A voice of <Say> that looks like a known one with a slip of the pen.

    New voices come without notice, so a name is only doubted when it is a letter or two away
    from a known one.

    Bad:  <Response><Say voice="Polly.Joana">Hello</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">Hello</Say></Response>
    """
    voice = node.element.attributes.get("voice", "").strip()
    if "." in voice and len(voice) < LONGEST and (meant := _likely_voices(voice)):
        yield at_attribute(
            node,
            "voice",
            f'the voice "{voice}" is not a known one',
            help=f"did you mean {either(quoted(meant))}?",
            label="not a known voice",
        )


def _likely_voices(voice: str) -> list[str]:
    """Return the voices that may be meant; none for a known or an altogether new one."""
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
    """Return the known words of which this is a slip; three letters are too few to tell."""
    if word in known or len(word) < SHORTEST or not misspelt(word, known):
        return []
    return [hit for hit in near(word, known) if misspelt(word, (hit,))]


@rule("auto-speech-timeout", "warning", 13335, elements=("Gather",))
def auto_speech_timeout(node: GrammarNode) -> Iterator[Problem]:
    """speechTimeout="auto" in a <Gather> that names its speech model.

    The page asks for a number of seconds then. Twilio logs 13335, a warning, for the model
    default; for the other models nothing is known to be logged.

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
    """A <Gather> asks Google or Deepgram for a language that is not known here.

    If the provider lacks it, Twilio logs 13342 or 13343 and hears nothing. Providers add
    languages without notice, so look at their page.

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
            f'"{cut(language)}" may not be a language that {provider} understands',
            note=f"Twilio logs {code} if it is not",
            help=f"check the list of languages of {provider}",
            label=f"not known for {cut(model, 40)}",
        )


@rule("transcription-limit", "error", 13615, elements=("Record",))
def transcription_limit(node: GrammarNode) -> Iterator[Problem]:
    """<Record transcribe="true"> lets recordings become longer than can be transcribed.

    Twilio transcribes up to 120 seconds. With a longer maxLength it logs a warning and
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
            f"recordings of up to {int(seconds)} seconds are too long to be transcribed",
            help=f'write maxLength="{LONGEST_TRANSCRIBED}" or less, or remove transcribe',
            label=f"more than {LONGEST_TRANSCRIBED}",
        )


@rule("half-of-dual", "warning", elements=("Dial", "Recording"))
def half_of_dual(node: GrammarNode) -> Iterator[Problem]:
    """Two channels are recorded, but only one side is asked for.

    One of both is not meant. Twilio may log 13622.

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
            f"two channels are recorded, but only from the {given[name]} side",
            help=f'write {name}="both", or record one channel',
            label="one side only",
        )


@rule("digits-in-gather", "warning", elements=("Play",))
def digits_in_gather(node: GrammarNode) -> Iterator[Problem]:
    """<Play digits> inside <Gather>, which is there to hear keys, not to press them.

    Bad:  <Response><Gather><Play digits="1"/></Gather></Response>
    Good: <Response><Play digits="1"/></Response>
    """
    parent = node.element.parent
    if parent and parent.name == "Gather" and "digits" in node.element.attributes:
        yield at_attribute(
            node,
            "digits",
            "digits cannot be played inside <Gather>",
            help="move <Play> before <Gather>",
            label="not allowed here",
        )
