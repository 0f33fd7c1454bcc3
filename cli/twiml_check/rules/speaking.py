"""What the voice of <Say> can speak: https://www.twilio.com/docs/voice/twiml/say/text-speech"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model import Problem
from twiml_check.rules.problems import about
from twiml_check.rules.rule import Node
from twiml_check.rules.words import cut, listed, tags

GOOGLE = r"Google\.(([a-z]{2,3})-[A-Za-z0-9]+)-.+"
"""Voices that say themselves which language they speak, as in Google.de-DE-Neural2-B."""
SAME = {"cmn": "zh", "yue": "zh", "fil": "tl", "nb": "no", "iw": "he"}
"""Languages that go by two names."""
BASIC = ("man", "woman")


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
            f'whether the voice "{voice}" follows {cut(listed(tags(names)))} is not documented',
            help="take a voice of Polly or Google, such as Polly.Joanna",
            label="perhaps without markup",
        )
