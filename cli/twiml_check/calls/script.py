"""What a document does for a caller: what the caller hears, where it waits, how it ends.

https://www.twilio.com/docs/voice/twiml says how documents are executed.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.explore.continuations.continuation import Choice, Link, Visit, no_choices, verbs
from twiml_check.explore.continuations.gather import Input, input_of
from twiml_check.model.call_map import NodeEnd
from twiml_check.model.document import Element
from twiml_check.model.run import Hop
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.resources import BRANCHES
from twiml_check.vocabulary.shapes import Tag
from twiml_check.web.text import clip, mask

LONGEST_LINE = 2_000
"""The most characters of the text of one verb; a longer text is cut."""
MOST_LINES = 200
"""The most lines in a row; nobody listens to more."""
MOST_STOPS = 20
"""The most waiting verbs of one document; in practice a caller does not reach more."""
MOST_BESIDE = 50
"""The most branches and callbacks of one document; Twilio dials at most ten parties."""
WAITS = {each.verb: each for each in CONTINUATIONS if each.verb}
"""Verb -> the continuation that waits for a choice."""
BESIDE = [each for each in CONTINUATIONS if each.role == "branch"]
AT_ONCE = [each for each in CONTINUATIONS if each.choices is not no_choices and not each.verb]
"""Callbacks, and repeated requests of a branch: nobody chooses them."""
AUTOMATIC = [each for each in CONTINUATIONS if each.role == "next"]
ENDINGS: dict[str, NodeEnd] = {"Hangup": "hangup", "Reject": "reject", "Leave": "end"}


class Stop(NamedTuple):
    """A verb that waits for the caller, or for an outcome."""

    verb: str
    heard: tuple[str, ...]
    """The lines since the stop before, with the verb's own prompt."""
    choices: tuple[Choice, ...]
    """The choices of its table; `input` handles keys and words."""
    input: Input | None = None

    @property
    def passes(self) -> Choice | None:
        """Return the choice after which the next verb runs; None if there is none."""
        return next((each for each in self.choices if each.link is None and not each.over), None)


class Script(NamedTuple):
    """What a document does."""

    stops: tuple[Stop, ...] = ()
    heard: tuple[str, ...] = ()
    """The lines after the last stop."""
    then: Link | None = None
    """The link that the document follows by itself."""
    end: NodeEnd = ""
    """How the call ends after the document; empty if the document continues."""
    beside: tuple[Choice, ...] = ()
    """Branches and callbacks."""

    @property
    def lines(self) -> list[str]:
        """Return all lines that are heard."""
        return [line for stop in self.stops for line in stop.heard] + list(self.heard)


def script_of(visit: Visit) -> Script:
    """Return the script of a hop's document, while its tree is there."""
    hop = visit.hop
    if hop.event.callback:
        return Script()
    if hop.handling == "text" and hop.answer:
        text = " ".join(hop.answer.body.decode("utf-8", "replace").split())
        return Script(heard=(_shown(text),), end="end")
    if hop.handling == "audio":
        return Script(heard=(f"♪ {hop.name}",), end="end")
    if hop.handling != "twiml" or not hop.understood:
        return Script(end="" if hop.handling == "redirect" else "error")
    stops, heard, end = _run(visit)
    passes = not stops or stops[-1].passes is not None
    link = next((link for each in AUTOMATIC for link in each.find(visit)), None) if passes else None
    stuck = hop.repeats is not None or hop.cut_off
    return Script(
        stops=tuple(stops),
        heard=tuple(heard),
        then=None if stuck else link,
        end="loop" if stuck else _end(stops, heard, end) if passes and link is None else "",
        beside=tuple(islice(_beside(visit), MOST_BESIDE)),
    )


def _run(visit: Visit) -> tuple[list[Stop], list[str], NodeEnd]:
    """Return the stops, the lines after the last stop, and how the document ends."""
    stops: list[Stop] = []
    heard: list[str] = []
    for verb, tag in verbs(visit.hop):
        waits = WAITS.get(verb.name)
        choices = tuple(waits.choices(visit, verb)) if waits else ()
        heard.extend(islice(_heard(verb, tag), MOST_LINES - len(heard)))
        if choices and len(stops) < MOST_STOPS:
            taken = input_of(visit.hop, verb.attributes) if verb.name == "Gather" else None
            stops.append(Stop(verb.name, tuple(heard), choices, taken))
            heard = []
            if stops[-1].passes is None:
                break
        elif verb.name in ENDINGS:
            return stops, heard, ENDINGS[verb.name]
    return stops, heard, ""


def _end(stops: list[Stop], heard: list[str], end: NodeEnd) -> NodeEnd:
    if end == "reject":
        return end
    return (end or "end") if stops or heard else "silence"


def _heard(verb: Element, tag: Tag) -> Iterator[str]:
    """Yield the lines of a verb: what it says or plays, or whom it dials."""
    if tag.name in ("Say", "Message", "Sms"):
        media = [each for each in verb.children if each.name == "Media"]
        if text := _words(each for each in verb.descend() if each not in media):
            yield _shown(text)
        yield from (f"♪ {_shown(each.text.strip())}" for each in media)
    elif tag.name == "Play":
        yield f"♪ {_shown(verb.text.strip() or verb.attributes.get('digits', ''))}"
    elif tag.name == "Pause":
        yield f"({_shown(verb.attributes.get('length', '1'))} s pause)"
    elif tag.name == "Gather":
        for child in verb.children:
            if row := GRAMMAR["voice"].inside(tag.name, child.name):
                yield from _heard(child, row)
    elif (waits := WAITS.get(tag.name)) and waits.heard:
        yield _shown(f"({waits.heard} {_words(verb.descend())}".rstrip() + ")")


def _words(elements: Iterable[Element]) -> str:
    return " ".join(" ".join(each.text for each in elements).split())


def _shown(text: str) -> str:
    return clip(mask(text), LONGEST_LINE)


def _beside(visit: Visit) -> Iterator[Choice]:
    """Yield the branches and callbacks, each with a different word."""
    counts: dict[str, int] = {}
    for choice in _all_beside(visit):
        counts[choice.word] = number = counts.get(choice.word, 0) + 1
        yield choice if number == 1 else choice._replace(word=f"{choice.word}{number}")


def _all_beside(visit: Visit) -> Iterator[Choice]:
    for kind in BESIDE:
        for link in kind.find(visit):
            word = "whisper" if BRANCHES[link.branch].other_leg else "waiting"
            yield Choice(word, "branch", link, via=kind.via)
    for each in AT_ONCE:
        yield from each.choices(visit, _root(visit.hop))


def _root(hop: Hop) -> Element:
    root = hop.document.root if hop.document else None
    return root or Element("Response", {}, 0, None)
