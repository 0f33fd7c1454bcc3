"""What <Gather> and <Record> hear, and what is asked of each other there.

https://www.twilio.com/docs/voice/twiml/gather, https://www.twilio.com/docs/voice/twiml/record
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model import Problem
from twiml_check.rules.problems import about
from twiml_check.rules.rule import Node
from twiml_check.rules.words import cut

LONGEST_TRANSCRIBED = 120
"""Seconds: https://www.twilio.com/docs/api/errors/13615"""
PROVIDERS = {"googlev2_": (13342, "Google"), "deepgram_": (13343, "Deepgram")}
"""Beginnings of speech models, and Twilio's number when the provider lacks the language."""
ONE_SIDE = ("inbound", "outbound")


def auto_speech_timeout(node: Node) -> Iterator[Problem]:
    """speechTimeout="auto" in a <Gather> that names its speech model.

    The page asks for a number of seconds then. Twilio logs 13335, a warning, for the model
    default; for the other models nothing is known to be logged.

    Bad:  <Response><Gather input="speech" speechTimeout="auto" speechModel="default"/></Response>
    Good: <Response><Gather input="speech" speechTimeout="auto"/></Response>
    """
    model = node.element.attributes.get("speechModel")
    if node.key == "Gather" and model and node.element.attributes.get("speechTimeout") == "auto":
        yield about(
            node,
            "speechTimeout",
            f'speechTimeout="auto" may not work with speechModel="{cut(model)}"',
            help="write a number of seconds, or remove speechModel",
            label="not a number of seconds",
            note="Twilio may log warning 13335" if model == "default" else "",
            level=None if model == "default" else "info",
        )


def unknown_speech_language(node: Node) -> Iterator[Problem]:
    """A <Gather> asks Google or Deepgram for a language that is not known here.

    If the provider lacks it, Twilio logs 13342 or 13343 and hears nothing. Providers add
    languages without notice, so look at their page.

    Bad:  <Response><Gather input="speech" speechModel="deepgram_nova-2" language="xx-XX"/></Response>
    Good: <Response><Gather input="speech" speechModel="deepgram_nova-2" language="en-US"/></Response>
    """  # noqa: E501  an example is one line
    if node.key != "Gather":
        return
    given = node.element.attributes
    model, language = given.get("speechModel", ""), given.get("language", "")
    code, provider = PROVIDERS.get(model.partition("_")[0] + "_", (0, ""))
    known = node.tag.attributes["language"].values
    if provider and language not in ("", "multi", *known):
        yield about(
            node,
            "language",
            f'"{cut(language)}" may not be a language that {provider} understands',
            note=f"Twilio logs {code} if it is not",
            help=f"check the list of languages of {provider}",
            label=f"not known for {cut(model, 40)}",
        )


def transcription_limit(node: Node) -> Iterator[Problem]:
    """<Record transcribe="true"> lets recordings become longer than can be transcribed.

    Twilio transcribes up to 120 seconds. With a longer maxLength it logs a warning and
    transcribes nothing.

    Bad:  <Response><Record transcribe="true" maxLength="600"/></Response>
    Good: <Response><Record transcribe="true" maxLength="120"/></Response>
    """
    given = node.element.attributes
    seconds = given.get("maxLength", "").strip()
    if node.key != "Record" or given.get("transcribe") != "true":
        return
    if re.fullmatch("[0-9]{1,18}", seconds) and int(seconds) > LONGEST_TRANSCRIBED:
        yield about(
            node,
            "maxLength",
            f"recordings of up to {int(seconds)} seconds are too long to be transcribed",
            help=f'write maxLength="{LONGEST_TRANSCRIBED}" or less, or remove transcribe',
            label=f"more than {LONGEST_TRANSCRIBED}",
        )


def half_of_dual(node: Node) -> Iterator[Problem]:
    """Two channels are recorded, but only one side is asked for.

    One of both is not meant. Twilio may log 13622.

    Bad:  <Response><Start><Recording channels="dual" track="inbound"/></Start></Response>
    Good: <Response><Start><Recording channels="dual" track="both"/></Start></Response>
    """
    given = node.element.attributes
    if node.key == "Dial":
        name, dual = "recordingTrack", given.get("record", "").endswith("-dual")
    elif node.key == "Recording":
        name, dual = "track", given.get("channels") == "dual"
    else:
        return
    if dual and given.get(name) in ONE_SIDE:
        yield about(
            node,
            name,
            f"two channels are recorded, but only from the {given[name]} side",
            help=f'write {name}="both", or record one channel',
            label="one side only",
        )


def digits_in_gather(node: Node) -> Iterator[Problem]:
    """<Play digits> inside <Gather>, which is there to hear keys, not to press them.

    Bad:  <Response><Gather><Play digits="1"/></Gather></Response>
    Good: <Response><Play digits="1"/></Response>
    """
    if node.key != "Play" or "digits" not in node.element.attributes:
        return
    if node.element.parent and node.element.parent.name == "Gather":
        yield about(
            node,
            "digits",
            "digits cannot be played inside <Gather>",
            help="move <Play> before <Gather>",
            label="not allowed here",
        )
