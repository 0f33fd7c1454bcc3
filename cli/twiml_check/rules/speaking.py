"""What the voice of <Say> can speak: https://www.twilio.com/docs/voice/twiml/say/text-speech"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model import Problem
from twiml_check.rules.problems import about
from twiml_check.rules.rule import Node
from twiml_check.rules.words import cut, either, listed, misspelt, near, quoted, tags
from twiml_check.vocabulary.voices import KINDS, POLLY, PROVIDERS

GOOGLE = r"Google\.(([a-z]{2,3})-[A-Za-z0-9]+)-.+"
"""Voices that say themselves which language they speak, as in Google.de-DE-Neural2-B."""
SAME = {"cmn": "zh", "yue": "zh", "fil": "tl", "nb": "no", "iw": "he"}
"""Languages that go by two names."""
BASIC = ("man", "woman")
SHORTEST, LONGEST = 4, 60
"""Letters of a name in which a slip is looked for."""


def foreign_language(node: Node) -> Iterator[Problem]:
    """<Say> wants a voice to speak another language than its own.

    Only Google's voices tell their language by their name. Twilio logs nothing beforehand; the
    text may be read like a foreign one, or fail when the call is there.

    Bad:  <Response><Say voice="Google.en-US-Neural2-A" language="de-DE">Hallo</Say></Response>
    Good: <Response><Say voice="Google.de-DE-Neural2-B" language="de-DE">Hallo</Say></Response>
    """
    given = node.element.attributes
    spoken = re.fullmatch(GOOGLE, given.get("voice", "").strip())
    wanted = given.get("language", "").strip()
    if node.key == "Say" and spoken and wanted and _language(wanted) != _language(spoken[2]):
        yield about(
            node,
            "language",
            f'the voice "{cut(given["voice"])}" speaks {spoken[1]}, not "{cut(wanted, 20)}"',
            help=f'remove language, or take a voice whose name has "{cut(wanted, 20)}"',
            label=f"not {spoken[1]}",
        )


def _language(tag: str) -> str:
    name = re.split("[-_]", tag.lower(), maxsplit=1)[0]
    return SAME.get(name, name)


def markup_for_basic_voice(node: Node) -> Iterator[Problem]:
    """Speech markup (SSML) for the voices man and woman.

    Twilio describes markup for the voices of Amazon Polly and Google. Whether man and woman
    follow it is not said.

    Bad:  <Response><Say voice="woman">One<break/>two</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">One<break/>two</Say></Response>
    """
    voice = node.element.attributes.get("voice", "")
    if node.key == "Say" and voice in BASIC and node.element.children:
        names = dict.fromkeys(child.name for child in node.element.children)
        yield about(
            node,
            "voice",
            f'the voice "{voice}" may not follow {cut(listed(tags(names)))}',
            help="take a voice of Polly or Google, such as Polly.Joanna",
            label="perhaps without markup",
        )


def unknown_voice(node: Node) -> Iterator[Problem]:
    """A voice of <Say> that looks like a known one with a slip of the pen.

    New voices come without notice, so a name is only doubted when it is a letter or two away
    from a known one.

    Bad:  <Response><Say voice="Polly.Joana">Hello</Say></Response>
    Good: <Response><Say voice="Polly.Joanna">Hello</Say></Response>
    """
    voice = node.element.attributes.get("voice", "").strip()
    if node.key == "Say" and "." in voice and len(voice) < LONGEST and (meant := _meant(voice)):
        yield about(
            node,
            "voice",
            f'the voice "{voice}" is not a known one',
            help=f"did you mean {either(quoted(meant))}?",
            label="not a known voice",
        )


def _meant(voice: str) -> list[str]:
    """Voices that the author may have had in mind; empty for a known or an altogether new one."""
    provider, _, name = voice.partition(".")
    if provider not in PROVIDERS:
        return [f"{hit}.{name}" for hit in _slips(provider, PROVIDERS)]
    language, kind, rest = _google(name) if provider == "Google" else ("", *_polly(name))
    known = POLLY if provider == "Polly" else KINDS
    return [f"{provider}.{language}{hit}{rest}" for hit in _slips(kind, known)]


def _polly(name: str) -> tuple[str, str]:
    base, dash, engine = name.partition("-")
    return base, dash + engine


def _google(name: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"([a-z]{2,3}-[A-Za-z]{2}-)([A-Za-z]+)(-.+)", name)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _slips(word: str, known: tuple[str, ...]) -> list[str]:
    """Known words of which this is a slip; three letters are too few to tell."""
    if word in known or len(word) < SHORTEST or not misspelt(word, known):
        return []
    return [hit for hit in near(word, known) if misspelt(word, (hit,))]
