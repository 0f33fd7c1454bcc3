"""The map in the text report, against golden files: UPDATE_GOLDEN=1 writes them anew."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from twiml_check.model.run import TargetResult
from twiml_check.report import View, render
from twiml_check.report.text.tree import SCREEN

from .cellwidth import width
from .everywhere import HOSTILE
from .maps import MAPS, edge, explored, hostile, node, shown
from .samples import run
from .valid import VERDICT

CASES = Path(__file__).parent / "map_cases"


@pytest.mark.parametrize("name", MAPS)
def test_golden(name: str) -> None:
    text = render("text", MAPS[name](), View(80))
    path = CASES / f"{name}-80.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        CASES.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_bytes().decode("utf-8")


def tree_lines(text: str) -> list[str]:
    return text.split("\n\n")[1].split("\n")


@pytest.mark.parametrize("cells", [80, 120])
@pytest.mark.parametrize("name", MAPS)
def test_it_keeps_to_the_width_and_to_a_screen(name: str, cells: int) -> None:
    lines = tree_lines(render("text", MAPS[name](), View(cells)))
    assert [line for line in lines if width(line) > cells] == []
    assert len(lines) <= SCREEN + 1


def test_all_of_it_is_shown_when_that_is_wanted() -> None:
    lines = tree_lines(render("text", MAPS["many"](), View(80, verbosity=1)))
    numbers = [hit[1] for line in lines if (hit := re.search(r"  \[(\d+)\] POST", line))]
    assert sorted(map(int, numbers)) == list(range(2, 301))
    folded = tree_lines(render("text", MAPS["many"](), View(80)))
    assert folded[-1] == f"… {len(lines) - len(folded) + 1} lines more with -v"


def test_what_leads_to_an_error_is_unfolded_first() -> None:
    hops = [shown(n, f"/{n}", "<Response/>", before=(n - 2) // 10 + 1) for n in range(1, 112)]
    nodes = [node(n, f"place {n}", end="error" if n == 111 else "") for n in range(1, 112)]
    edges = [edge((n - 2) // 10 + 1, str((n - 2) % 10), n) for n in range(2, 112)]
    lines = tree_lines(render("text", run(explored(hops, nodes, edges)), View(80)))
    assert any("[111]" in line for line in lines)
    assert not any("[41]" in line for line in lines)
    assert any(line.endswith("… 10 more below") for line in lines)


def test_a_conversation_begins_with_the_first_message() -> None:
    lines = tree_lines(render("text", MAPS["conversation"](), View(80)))
    assert lines[0] == "the first message"
    assert lines[-1].endswith('"STOP"  not tried: too deep')


def sent(*texts: str) -> TargetResult:
    """A conversation in which all these messages get the same reply."""
    edges = [edge(0, f'"{text}"', 1, kind="message") for text in texts]
    return explored([shown(1, "/sms", "<Response/>")], [node(1, "Sorry?")], edges)


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (("a", "b", "c"), '"a" "b" "c"'),
        (("Hello", "1", "yes", "no", "x"), '"Hello" "1" "yes" +2'),
        (("a", "b" * 40), '"a" +1'),
        (("b" * 40, "a"), f'"{"b" * 15}… +1'),
        (("b" * 40,), f'"{"b" * 18}…'),
        (tuple("abcdefghijklmnop"), '"a" "b" "c" "d" +12'),
    ],
)
def test_a_label_says_how_many_words_it_leaves_out(texts: tuple[str, ...], label: str) -> None:
    lines = tree_lines(render("text", run(sent(*texts)), View(80)))
    assert lines[1].startswith(f" └ {label}  [1]")
    assert ("+N means N more choices, which -v shows" in lines) == ("+" in label)
    whole = "\n".join(tree_lines(render("text", run(sent(*texts)), View(80, verbosity=1))))
    assert "+N means" not in whole
    words = [f'"{text}"' for text in texts] if "+" in label else []
    assert [word for word in words if word not in whole] == []
    assert max(map(width, whole.split("\n"))) <= 80


def test_another_caller_has_a_tree_of_his_own() -> None:
    (whole,) = MAPS["conversation"]().checks
    known = whole.call_map
    assert known
    other = node(3, "Sorry", end="end")._replace(caller="withheld")
    more = known._replace(nodes=(*known.nodes, other))
    lines = tree_lines(render("text", run(whole._replace(call_map=more)), View(80)))
    assert lines[-1].startswith("[3]")
    assert "caller withheld" in lines[-1]


def test_the_coverage_stands_before_the_verdict() -> None:
    *_, covered, verdict = render("text", MAPS["conversation"](), View(200)).split("\n\n")
    assert covered == (
        "4 of 5 choices succeeded, 2 documents, 70 requests, 22 conversations; "
        "1 not tried: too deep"
    )
    assert VERDICT.match(verdict)


def test_colour_adds_nothing_but_colour() -> None:
    plain = render("text", MAPS["small"](), View(80))
    colored = render("text", MAPS["small"](), View(80, color=True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@settings(max_examples=25)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    for verbosity in (0, 1):
        report = render("text", hostile(text), View(80, verbosity=verbosity))
        assert [char for char in report if not char.isprintable() and char != "\n"] == []
        assert VERDICT.match(report.split("\n")[-2])


def test_a_finding_has_its_way_and_the_line_that_goes_it_again() -> None:
    text = render("text", MAPS["small"](), View(80))
    assert "= way: press 2, the dialed party is busy (2 more choices end there)\n" in text
    assert "= again: twiml-check explore http://127.0.0.1:5000/answer --path '*'\n" in text


@pytest.mark.parametrize("form", ["junit", "text", "html"])
def test_every_report_with_notes_has_the_way(form: str) -> None:
    text = render(form, MAPS["small"](), View(200))
    assert "press 2, the dialed party is busy" in text


def test_what_is_played_goes_by_the_last_part_of_its_address() -> None:
    said = "♪ https://media.example.com/en/hello.mp3?v=2 Welcome. ♪ /sounds/beep.wav ♪ tone.wav"
    hops = [shown(1, "/answer", "<Response/>")]
    [line, *_] = tree_lines(render("text", run(explored(hops, [node(1, said)], [])), View(120)))
    assert line == "[1] POST /answer  “♪ hello.mp3 Welcome. ♪ beep.wav ♪ tone.wav”"
