"""Every message of the tool, as it stands on the terminal, against golden files.

`UPDATE_GOLDEN=1 python -m pytest tests/messages` writes them anew, for the eye to judge: each must
make sense to somebody who is tired. At 80 cells all samples are drawn, at 160 one for each rule.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from tests.messages import examples, exchanges, layouts, markup, messaging, probes, values, voice
from tests.messages.drawing import Sample, drawn
from tests.report.cellwidth import underlined, width
from twiml_check.rules import RULES

CASES = Path(__file__).parent / "cases"
NARROW, WIDE = 80, 160
GROUPS: dict[str, Callable[[], Iterable[Sample]]] = {
    "examples": examples.samples,
    "markup": markup.samples,
    "names": partial(voice.samples, voice.NAMES),
    "values": partial(voice.samples, values.VALUES),
    "numbers": partial(voice.samples, values.NUMBERS),
    "flow": partial(voice.samples, voice.FLOW),
    "together": partial(voice.samples, voice.TOGETHER),
    "pci": partial(voice.samples, voice.PCI),
    "inline": partial(voice.samples, voice.INLINE),
    "messages": partial(voice.samples, messaging.MESSAGES, "sms"),
    "failures": exchanges.failures,
    "statuses": exchanges.statuses,
    "contents": exchanges.contents,
    "walks": exchanges.walks,
    "probes": probes.samples,
    "layouts": layouts.samples,
}
LONGEST_LABEL = 60
WORDS_OF_OURS = r"\b(hop|grammar|schema check|fault|rule)\b"
"""What only people who know the source would understand."""


@cache
def samples(group: str) -> tuple[Sample, ...]:
    """The samples of a group; made when the first test asks for them."""
    return tuple(GROUPS[group]())


def every() -> Iterator[Sample]:
    """The samples of all groups."""
    for group in GROUPS:
        yield from samples(group)


def one_each(group: str) -> list[Sample]:
    """The first sample of each rule; all of those that are about drawing."""
    if group == "layouts":
        return list(samples(group))
    return list({sample.rule: sample for sample in reversed(samples(group))}.values())[::-1]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("cells", [NARROW, WIDE])
def test_golden(group: str, cells: int) -> None:
    text = drawn(samples(group) if cells == NARROW else one_each(group), cells)
    path = CASES / f"{group}-{cells}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_bytes().decode("utf-8")


def test_no_golden_file_is_left_over() -> None:
    named = {f"{group}-{cells}.txt" for group in GROUPS for cells in (NARROW, WIDE)}
    assert {path.name for path in CASES.iterdir()} == named


def test_every_rule_has_a_golden_message() -> None:
    silent = {rule.name for rule in RULES} - {sample.rule for sample in every()}
    assert sorted(silent) == [], "give its docstring a Bad line, or a row to a table of this folder"


@pytest.mark.parametrize("group", GROUPS)
def test_every_sample_shows_what_it_is_for(group: str) -> None:
    assert [sample.rule for sample in samples(group) if not sample.findings] == []


def test_the_message_says_what_is_wrong_and_something_says_what_to_do() -> None:
    for sample in every():
        for each in sample.findings:
            assert each.message, sample.rule
            assert each.help or each.note, sample.rule
            assert len(each.label) <= LONGEST_LABEL, each.label
            assert "  " not in f"{each.message}|{each.help}|{each.note}|{each.label}"
            assert not each.message.endswith("."), each.message


def test_no_word_that_only_we_understand() -> None:
    for sample in every():
        for each in sample.findings:
            said = re.sub(r'"[^"]*"', "", f"{each.message} {each.help} {each.note} {each.label}")
            assert re.findall(WORDS_OF_OURS, said) == [], said


@pytest.mark.parametrize("cells", [NARROW, WIDE])
@pytest.mark.parametrize("group", GROUPS)
def test_nothing_but_an_address_is_wider_than_the_terminal(group: str, cells: int) -> None:
    lines = drawn(samples(group), cells).splitlines()
    wide = [line for line in lines if width(line) > cells and "= docs: " not in line]
    assert wide == []


MARKED = [*["voise"] * 8, "<再生", "您好，欢迎致电。", *["voise"] * 3, "<blink"]  # noqa: RUF001


@pytest.mark.parametrize("cells", [60, NARROW, 100, WIDE])
def test_the_carets_stand_under_the_mistake(cells: int) -> None:
    assert underlined(drawn(samples("layouts")[: len(MARKED)], cells)) == MARKED
