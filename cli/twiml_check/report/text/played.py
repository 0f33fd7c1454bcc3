"""A played call, turn by turn: the lines that are heard, and the findings below their cause.

Lines and findings are redacted here, because a turn is shown before there is a run.
"""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from twiml_check.calls.player import ENDS, STOPPED, Seen, Turn
from twiml_check.model.run import Expected, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import escape_line
from twiml_check.report.redact import redact, secrets_of
from twiml_check.report.text.finding import findings
from twiml_check.report.text.layout import LONGEST_TARGET, cut, shorten, wrap
from twiml_check.report.text.page import draw, expectation
from twiml_check.web.secrets import Mask, mask_of

HEARD = "  "
"""The indent of the lines that are heard."""
LEAST_LABEL, LONGEST_LABEL = 10, 60
SEPARATOR = " · "


def opening(event: str, target: str, secrets: Iterable[str], view: View) -> str:
    """Return the first line of a played call."""
    shown = shorten(_shown(target, mask_of(secrets)), LONGEST_TARGET)
    return draw(Text.assemble((event, "bold"), f"  {shown}"), view)


def heard(lines: Sequence[str], secrets: Iterable[str], view: View) -> Iterator[str]:
    """Yield each line that is heard, drawn."""
    mask = mask_of(secrets)
    for line in lines:
        whole = wrap(HEARD + _shown(line, mask), view.width, hanging=len(HEARD))
        style = "dim" if line.startswith(("(", "♪ ")) else ""
        yield draw(Text("\n".join(whole), style), view)


def below(turn: Turn, check: TargetResult, secrets: tuple[str, ...], view: View) -> str:
    """Return the text below the lines of a turn: findings, how it ended, and with -v more.

    `check` has only the hops and the findings of this turn.
    """
    run = Run((check,), 0.0, secrets=secrets)
    shown = redact(run, bodies=view.verbosity > 1).checks[0]
    blocks = [*_exchanges(shown, view), *findings(shown, view.width)]
    texts = [f"\n{draw(block, view)}" for block in blocks]
    mask = mask_of(secrets_of(run))
    texts += ["\n"] if texts and _last_words(turn) else []
    texts += [
        draw(Text(f"{HEARD}({_shown(words, mask)})", "dim"), view) for words in _last_words(turn)
    ]
    return "".join(texts)


def _exchanges(check: TargetResult, view: View) -> Iterator[Text]:
    if view.verbosity > 0:
        from twiml_check.report.text.hops import exchange

        for hop in check.hops:
            if block := exchange(hop, view.verbosity, len(check.hops)):
                status = hop.answer.status if hop.answer else None
                yield Text.assemble(block, f"\n  status {status or 'none'}")


def _last_words(turn: Turn) -> list[str]:
    return [*filter(None, (turn.stopped, "" if turn.end == STOPPED else ENDS.get(turn.end, "")))]


def prompt(parts: Sequence[str], secrets: Iterable[str], view: View) -> str:
    """Return the line with the possible choices, wrapped between its parts."""
    mask = mask_of(secrets)
    lines = [""]
    for part in (_shown(each, mask) for each in parts):
        room = view.width - cell_len(part) - len(SEPARATOR)
        if lines[-1] and cell_len(lines[-1]) > room:
            lines.append("")
        lines[-1] += f"{SEPARATOR}{part}" if lines[-1] else part
    return draw(Text("\n".join(lines), "cyan"), view)


def typed(line: str, secrets: Iterable[str], view: View) -> str:
    """Return a typed line, for a transcript."""
    return draw(Text(f"> {_shown(line, mask_of(secrets))}", "bold"), view)


def map_so_far(
    seen: Iterable[Seen], here: tuple[str, ...], secrets: Iterable[str], view: View
) -> str:
    """Return the places of the call so far, each below the one before it."""
    mask = mask_of(secrets)
    places = {each.way: each for each in seen}
    lines = []
    for way in sorted(places, key=lambda way: _order(way, list(places))):
        turn, indent = places[way].turn, "  " * len(way)
        word = _shown(way[-1], mask) if way else "(begin)"
        tried = {other[len(way)] for other in places if other[: len(way)] == way != other}
        left = [word for word in places[way].words if word not in tried]
        label = cut(f"{indent}{word}  {_label(turn, mask)}", max(view.width - 10, LEAST_LABEL))
        lines.append(Text.assemble(label, ("  ← here", "bold") if way == here else ""))
        if left:
            more = f"{indent}  not tried: {_shown(' '.join(left), mask)}"
            lines.append(Text("\n".join(wrap(more, view.width, hanging=len(indent) + 4)), "dim"))
    return draw(Text("\n").join(lines), view)


def _order(way: tuple[str, ...], ways: list[tuple[str, ...]]) -> tuple[int, ...]:
    """Return a key that sorts a way below the way before it, else in the order of the calls."""
    return tuple(
        next(place for place, other in enumerate(ways) if other[:length] == way[:length])
        for length in range(len(way) + 1)
    )


def _label(turn: Turn, mask: Mask) -> str:
    heard = " ".join(turn.lines)
    status = next((hop.answer.status for hop in turn.hops[::-1] if hop.answer), None)
    said = f'"{cut(_shown(heard, mask), LONGEST_LABEL)}"' if heard else ENDS.get(turn.end, "")
    return f"{status} {said}" if status and status >= 400 else said


def _shown(text: str, mask: Mask) -> str:
    return escape_line(mask.text(text))


def aside(text: str, secrets: Iterable[str], view: View) -> str:
    """Return a remark about the played call, such as why a choice is not possible."""
    whole = wrap(HEARD + _shown(text, mask_of(secrets)), view.width, hanging=len(HEARD))
    return draw(Text("\n".join(whole)), view)


def unmet(expected: Expected, secrets: Iterable[str], view: View) -> str:
    """Return the line for a choice that was not possible."""
    mask = mask_of(secrets)
    shown = expected._replace(words=mask.text(expected.words), found=mask.text(expected.found))
    return draw(expectation(shown, view.width), view)
