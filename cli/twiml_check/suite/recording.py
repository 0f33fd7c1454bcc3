"""A played call -> a [[call]] of a suite, to play it again."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from twiml_check.calls.player import HANGUP, Turn
from twiml_check.calls.words import CONFIDENCES, is_keys, spoken
from twiml_check.model.step import ENDS, VERBS
from twiml_check.suite.toml import quote
from twiml_check.web.secrets import mask_line
from twiml_check.web.text import clip

PLAIN = "plain"
"""The default kind of caller."""
STEPS = {verb: kind for kind, verb in VERBS.items()}
"""Verb that waits -> the step with its outcome."""
BESIDE = r"(whisper|waiting)(\d*)"
"""Documents that other parties hear; a number chooses one of several."""
RECORDED = "recorded"
SECONDS = 12
"""The length of a played recording."""
LEAST, MOST = 3, 40
"""Characters of a compared text; a longer text changes more often."""
LONGEST_NAME = 100
HIDDEN = r"\*\*\*|…|\$\{|\\[xuU][0-9a-f]{2}"
"""Marks of a hidden secret, a cut text, a variable or an escaped character."""
_SENTENCE = r"[.!?;:]\s+|[.!?]$"
_CHANGING = r"\d{3,}|\d[:.,/-]\d"
"""Numbers that may change from day to day: tickets, times, sums."""


class Played(NamedTuple):
    """A played call or conversation, and the request that begins it."""

    target: str
    event: str
    turns: Sequence[Turn]
    sender: str = ""
    """The caller or the sender, if the user chose one."""
    caller: str = PLAIN


def table(played: Played, name: str, within: str = "call") -> str:
    """Return the table as text; `within` is the name in its header."""
    known = {"target": played.target}
    if played.event != "voice":
        known["event"] = played.event
    if played.sender:
        known["from"] = played.sender
    if played.caller != PLAIN:
        known["caller"] = played.caller
    head = f"name = {quote(name)}\n"  # a name has no variables
    head += "".join(f"{key} = {_text(value)}\n" for key, value in known.items())
    steps = "".join(f"  {{ {key} = {value} }},\n" for key, value in _steps(played))
    return f"[[{within}]]\n{head}steps = [\n{steps}]\n"


def name_of(played: Played, names: Container[str] = ()) -> str:
    """Return a name from the target and the steps, different from these names."""
    words = " ".join((played.target, *filter(None, (turn.word for turn in played.turns))))
    name = clip(mask_line(words), LONGEST_NAME)
    number = 2
    while (numbered := name if number == 2 else f"{name} ({number - 1})") in names:
        number += 1
    return numbered


def _steps(played: Played) -> Iterator[tuple[str, str]]:
    """Yield the key of each step and its value, as TOML."""
    messages = played.event != "voice"
    before = ""
    ended = ""
    for turn in played.turns:
        if turn.word:
            yield from _chosen(turn, messages=messages)
        heard = " ".join(turn.lines)
        if piece := distinctive(turn.lines, before):
            yield ("reply" if messages else "hear"), quote(piece)
        before, ended = heard, turn.end
    if ended in ENDS and not messages:
        yield "ends", quote(ended)


def _chosen(turn: Turn, *, messages: bool) -> Iterator[tuple[str, str]]:
    word = turn.word
    text = spoken(word[1:] if word[0] in CONFIDENCES else word)
    beside = re.fullmatch(BESIDE, word)
    if text is not None:
        yield ("text" if messages else "say"), _text(text)
    elif word in ("silence", HANGUP):
        yield word, "true"
    elif is_keys(word):
        yield "press", quote(word)
    elif beside and not turn.verb:
        yield beside[1], beside[2] or "true"
    elif step := STEPS.get(turn.verb):
        recorded = step == "record" and word == RECORDED
        yield step, str(SECONDS) if recorded else quote(word)
    else:
        yield "callback", quote(word)


def _text(text: str) -> str:
    """Return a text without secrets and without variables."""
    return quote(mask_line(text).replace("${", "$${"))


def distinctive(lines: Iterable[str], before: str) -> str:
    """Return a short piece of the heard text that was not in the text before; may be empty.

    The URL of an audio file counts only if there is no spoken text.
    """
    lines = [" ".join(mask_line(line).split()) for line in lines]
    said = [line for line in lines if not line.startswith(("♪ ", "("))]
    pieces = [piece for line in said for piece in _pieces(line)]
    pieces += [line[2:] for line in lines if line.startswith("♪ ") and _is_plain(line)]
    new = [piece for piece in pieces if piece not in before]
    sure = [piece for piece in new if not re.search(_CHANGING, piece)]
    return next(iter([*sure, *new, *pieces]), "")


def _pieces(line: str) -> Iterator[str]:
    """Yield the sentences of a line; of a long sentence, yield its first words."""
    for sentence in re.split(_SENTENCE, line):
        piece = sentence.strip()
        if len(piece) > MOST:
            piece = piece[: MOST + 1].rpartition(" ")[0] or piece[:MOST]
        piece = piece.rstrip(" ,")
        if len(piece) >= LEAST and _is_plain(piece):
            yield piece


def _is_plain(text: str) -> bool:
    return not re.search(HIDDEN, text)
