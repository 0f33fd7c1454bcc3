"""The meaning of a typed line during a call, and the choices that a prompt shows."""

from typing import Literal, NamedTuple

from twiml_check.calls.call import Call
from twiml_check.calls.prompts import keys_offered
from twiml_check.calls.script import Stop
from twiml_check.calls.words import CONFIDENCES, is_keys, quoted, spoken
from twiml_check.explore.continuations.continuation import Choice
from twiml_check.web.text import clip

Command = Literal["back", "map", "help", "quit", "callbacks"]
COMMANDS: dict[str, Command] = {
    **dict.fromkeys(("u", "b", "back"), "back"),
    **dict.fromkeys(("m", "map"), "map"),
    **dict.fromkeys(("?", "help"), "help"),
    **dict.fromkeys(("q", "quit"), "quit"),
    "callbacks": "callbacks",
}
HANG_UP = ("h", "hangup", "hang up")
TAKEN = "humq?"
"""Letters that are commands everywhere, so no outcome has them."""
EMPTY = ("silence", "pause")
"""The choice of an empty line: the first of these that is possible."""

HINTS, LONGEST = 3, 40
"""The most hints that a prompt shows, and the most characters of each."""
MOST = 6
"""The most branches and callbacks that a prompt shows."""


class Typed(NamedTuple):
    """A typed line: a word of a path, or a command."""

    word: str = ""
    command: Command | None = None


def read_line(line: str, call: Call) -> Typed:
    """Return the meaning of a line now.

    Raises:
        NoSuchChoice: The choice is not possible here.
    """
    text = " ".join(line.split())
    lower = text.lower()
    named = letters(call.stop)
    if lower in named:
        return Typed(named[lower])
    if lower in COMMANDS:
        return Typed(command=COMMANDS[lower])
    if lower in HANG_UP:
        return Typed("hangup")
    words = [choice.word for choice in call.choices()]
    if not text:
        return Typed(next((word for word in EMPTY if word in words), "silence"))
    if text in words or (taken := call.stop.input if call.stop else None) is None:
        return Typed(_beginning(text, words))
    keys = text.replace(" ", "")
    if taken.keys and is_keys(keys):
        return Typed(keys)
    said = text[1:] if text[0] in CONFIDENCES else text
    return Typed(text if spoken(said) is not None else quoted(text) if taken.speech else text)


def _beginning(text: str, words: list[str]) -> str:
    """Return the only word that begins with the text; the text itself if none or several do."""
    hits = [word for word in words if word.lower().startswith(text.lower())]
    return hits[0] if len(hits) == 1 and text not in words else text


def outcomes(stop: Stop | None) -> tuple[Choice, ...]:
    """Return the outcomes of a verb that does not wait for keys or words."""
    if stop is None or stop.input:
        return ()
    return tuple(choice for choice in stop.choices if choice.kind not in ("hangup", "silence"))


def letters(stop: Stop | None) -> dict[str, str]:
    """Return the letter and the number of each outcome; the letter is the first free one."""
    found: dict[str, str] = {}
    for place, choice in enumerate(outcomes(stop), 1):
        free = (each for each in choice.word if each.isalpha() and each not in {*TAKEN, *found})
        found |= {letter: choice.word for letter in (next(free, ""), str(place)) if letter}
    return found


def offers(call: Call, *, begun: bool) -> list[str]:
    """Return the choices that a prompt shows now; `begun` if a step can be undone."""
    stop, parts = call.stop, []
    if stop and stop.input:
        parts += _input_offers(stop)
    parts += [f"{letter} {word}" for letter, word in letters(stop).items() if letter.isalpha()]
    words = [choice.word for choice in call.choices()]
    empty = next((word for word in EMPTY if word in words), "")
    parts += [f"Enter: {empty}"] if empty else []
    beside = [choice.word for choice in call.choices() if choice.kind in ("branch", "callback")]
    parts += [*beside[:MOST], *["…"][: len(beside) > MOST]]
    parts += ["h hang up"] if stop else []
    return [*parts, *(["u back"] if begun else []), "m map", "?"]


def _input_offers(stop: Stop) -> list[str]:
    taken, parts = stop.input, []
    if taken and taken.keys:
        offered = keys_offered(" ".join(stop.heard))
        one = "a key" if taken.most == 1 else "keys"
        parts.append(f"keys {' '.join(offered)}" if offered else one)
    if taken and taken.speech:
        hints = [quoted(clip(hint, LONGEST)) for hint in taken.hints[:HINTS]] or ['"…"']
        parts.append(f"say {' '.join(hints)}")
    return parts


HELP = """\
123        press these keys, if a verb waits for keys
sales      say this, if a verb waits for speech; quote a command: "back"
Enter      say nothing and press nothing
busy       choose an outcome, as of a <Dial>: its letter, number or name
whisper    hear what the dialed party hears
waiting    hear what a waiting caller hears
callbacks  send the callbacks of this document; statusCallback: only this one
h          hang up
u          undo one step: a new call repeats the steps before it
m          show the map of the call so far
q          quit
"""


def callbacks(call: Call) -> list[str]:
    """Return the words of the callbacks that are possible now."""
    return [choice.word for choice in call.choices() if choice.kind == "callback"]
