"""A way in plain words."""

import pytest

from twiml_check.report.ways import SPOKEN, command, spoken_way, way_remarks

from .maps import small

WORDS = """completed busy no-answer failed canceled answered recorded pause bridged leave queue-full
error ended success too-many-failed-attempts payment-connector-error caller-interrupted-with-star
validation-error internal-error accepted refused sending invalid whisper waiting redirected
silence hangup"""


@pytest.mark.parametrize("word", WORDS.split())
def test_every_outcome_has_words(word: str) -> None:
    assert spoken_way([word]) == SPOKEN[word]


def test_what_a_caller_does() -> None:
    way = ("2", "1234#", '"sales, please"', "silence", "busy", "statusCallback")
    assert spoken_way(way) == (
        'press 2, enter 1234#, say "sales, please", say nothing, the dialed party is busy, '
        "Twilio requests the statusCallback"
    )
    assert spoken_way(['"YES"'], "messaging") == 'send "YES"'
    assert spoken_way([]) == ""


def test_the_command_is_one_for_a_shell() -> None:
    (check,) = small().checks
    assert command(check, ('"it\'s"', "*")).endswith(""" --path '"it'"'"'s" *'""")
    assert command(check._replace(call_map=None), ("1",)) == ""


@pytest.mark.parametrize(("length", "kept"), [(1, True), (200, True), (300, False), (1_600, False)])
def test_a_command_with_a_long_path_has_no_path(length: int, *, kept: bool) -> None:
    (check,) = small().checks
    line = command(check, ('"Hello"', f'"{"a" * length}"'), "withheld")
    assert line.startswith("twiml-check explore http://127.0.0.1:5000/answer --caller withheld")
    assert (" --path " in line, len(line) <= 300) == (kept, True)


def test_the_first_answer_needs_no_path() -> None:
    (check,) = small().checks
    assert command(check, ()) == "twiml-check explore http://127.0.0.1:5000/answer"


def test_another_caller_is_named() -> None:
    (check,) = small().checks
    known = check.call_map
    assert known
    other = known.nodes[3]._replace(caller="withheld")
    changed = known._replace(nodes=(*known.nodes[:3], other, *known.nodes[4:]))
    fault = check.findings[1]._replace(way=(), ways=0)
    assert way_remarks(fault, check._replace(call_map=changed)) == [
        ("way", "the caller withholds the number"),
        ("again", "twiml-check explore http://127.0.0.1:5000/answer --caller withheld"),
    ]


def test_how_well_a_text_was_understood() -> None:
    assert spoken_way(['?"a"', '~"b"']) == (
        'say "a" with low Confidence, say "b" without Confidence'
    )


@pytest.mark.parametrize(
    ("rule", "ends"),
    [
        ("http-error", "--path '2 *'"),
        ("ends-without-a-word", "--path '2 *'"),
        ("unhandled-outcome", "--path '2 *'"),
        *((name, "/answer") for name in ("gives-up-nowhere", "no-way-out", "unstable-branch")),
        *((name, "/answer") for name in ("announced-key-unhandled", "only-after-error")),
    ],
)
def test_what_no_single_way_shows_is_explored_again(rule: str, ends: str) -> None:
    (check,) = small().checks
    finding = check.findings[0]._replace(rule=rule, way=("2", "*"))
    assert dict(way_remarks(finding, check))["again"].endswith(ends)
