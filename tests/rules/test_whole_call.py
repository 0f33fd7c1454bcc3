"""What is wrong with a call as a whole, and what is not: calls built by hand."""

import re
import sys
from typing import Any

import pytest

from tests.messages.test_messages import WORDS_OF_OURS
from tests.rules.calling import choice, explored, keys, outcome, place, silence
from twiml_check.catalog import EVERY_BY_NAME
from twiml_check.model.call_map import Edge
from twiml_check.model.finding import Finding
from twiml_check.rules.engine import check_call
from twiml_check.rules.whole_call import CALL_RULES, ON_CALL, Explored, ended_as_wanted

NOWHERE, STUCK, KEYS = "gives-up-nowhere", "no-way-out", "announced-key-unhandled"
UNSTABLE, WORDLESS, LOST = "unstable-branch", "ends-without-a-word", "unhandled-outcome"
SPARE, AGAIN = "only-after-error", "record-loop"
MENU = place("Press 1 for sales")
SALES = place("Sales", verbs=("Say", "Dial"))
BYE = place("Goodbye", verbs=("Say", "Hangup"), end="hangup")
SORRY = place("Sorry", verbs=("Say", "Redirect"))
DEAD_LINE = place("", verbs=("Hangup",), end="silence")


def found(call: Explored) -> list[str]:
    return [each.rule for each in check_call(call)]


def one(call: Explored) -> Finding:
    [finding] = check_call(call)
    assert finding.help or finding.note
    said = re.sub(r'"[^"]*"', "", f"{finding.message} {finding.help} {finding.note}")
    assert re.findall(WORDS_OF_OURS, said) == []
    assert finding.level == EVERY_BY_NAME[finding.rule].level
    assert finding.twilio_code is None
    assert finding.ways >= 1
    return finding


# A caller who says nothing


def test_a_menu_that_asks_for_ever() -> None:
    finding = one(explored([MENU, SALES], keys(1, 2), silence(1, 1)))
    assert (finding.rule, finding.hop, finding.way) == (NOWHERE, 11, ("silence",))
    assert finding.message == "a caller who says nothing hears the same document again and again"
    assert "4 hours" in finding.note


def test_a_circle_of_documents_behind_a_key() -> None:
    finding = one(
        explored(
            [place("Welcome"), place(), SORRY, place(verbs=("Dial",))],
            keys(1, 2, "1"),
            choice(1, "silence", 4, "silence"),
            silence(2, 3),
            choice(3, "", 2, "redirect"),
            keys(2, 4),
        )
    )
    assert (finding.rule, finding.hop, finding.way) == (NOWHERE, 12, ("1", "silence"))
    assert "2 documents" in finding.message
    assert finding.ways == 1


@pytest.mark.parametrize(
    ("places", "edges"),
    [
        # The document ends when nobody answers.
        ([place(end="hangup"), SALES], [keys(1, 2)]),
        # After some rounds it ends otherwise: patience has found it.
        ([MENU, BYE], [silence(1, 1), choice(1, "silence", 2, "silence", repeats=4)]),
        ([MENU, SORRY, place(end="end")], [silence(1, 2), silence(2, 3)]),
        # It may end otherwise: nobody has asked, or twice it was not the same.
        ([MENU], [silence(1, None, state="budget")]),
        ([MENU], [silence(1, 1), silence(1, None, state="depth")]),
        ([MENU], [silence(1, 1, state="unstable")]),
        ([MENU], [silence(1, 1, certain=False)]),
        ([place(end="and so on")], [silence(1, 1)]),
        # A person or a recording is on the way round.
        ([place(verbs=("Gather", "Dial", "Redirect"))], [silence(1, 1)]),
        ([place(verbs=("Say", "Record"))], [outcome(1, "pause", 1)]),
        # The redirects are told by redirect-loop, and waiting music is meant to come again.
        ([place("", verbs=("Redirect",))], [choice(1, "", 1, "redirect")]),
        ([place(verbs=("Play", "Redirect"))], [choice(1, "", 1, "redirect")]),
        ([place(end="hangup"), place(branch="queue")], [silence(2, 2)]),
        # In a conversation nobody waits.
        ([place(event="sms")], [silence(1, 1)]),
    ],
)
def test_a_caller_who_gets_away(places: list[Any], edges: list[Any]) -> None:
    assert not {NOWHERE, STUCK} & {*found(explored(places, *edges))}


# No way out


def test_keys_that_only_come_back() -> None:
    finding = one(explored([MENU, SORRY], keys(1, 2), silence(1, 1), choice(2, "", 1, "redirect")))
    assert (finding.rule, finding.hop, finding.way) == (STUCK, 11, ())
    assert "these 2 documents" in finding.message


def test_one_finding_for_a_part_and_the_shortest_way_to_it() -> None:
    finding = one(
        explored(
            [place(end="end"), place(), place(), place()],
            choice(1, "7", 2),
            choice(1, "8", 3),
            [*keys(2, 3), silence(2, 2)],
            [*keys(3, 4), silence(3, 3)],
            [*keys(4, 2), silence(4, 4)],
        )
    )
    assert (finding.rule, finding.way, finding.ways) == (STUCK, ("7",), 2)
    assert "these 3 documents" in finding.message


def test_words_that_only_come_back() -> None:
    said = [
        choice(1, '"yes"', 2, "speech", announced=True),
        choice(1, '"purple elephant"', 2, "speech"),
    ]
    back = choice(2, "", 1, "redirect")
    call = explored([MENU, SORRY], said, choice(1, "silence", 1, "silence"), back)
    assert found(call) == [STUCK]
    keyed = explored([MENU, SORRY], said, keys(1, 1), choice(1, "silence", 1, "silence"), back)
    assert found(keyed) == [STUCK]
    # Other hints, which were not said, may lead out.
    hints = [choice(1, f'"{word}"', 2, "speech", announced=True) for word in "abcdef"]
    more = explored([MENU, SORRY], said, hints, choice(1, "silence", 1, "silence"), back)
    assert found(more) == [NOWHERE]


@pytest.mark.parametrize(
    ("places", "edges"),
    [
        # Silence, a key, or a verb is a way out.
        ([place(end="end")], [keys(1, 1)]),
        ([MENU, BYE], [keys(1, 1, "012345678"), keys(1, 2, "9"), silence(1, 2)]),
        ([MENU, SALES], [keys(1, 1, "012345678"), keys(1, 2, "9"), silence(1, 1)]),
        ([place(verbs=("Gather", "Record"))], [keys(1, 1), outcome(1, "recorded", None)]),
        # Nothing follows <Gather>: the call ends.
        ([place(verbs=("Gather",))], [keys(1, 1)]),
        # Something was not asked, or failed.
        ([MENU], [keys(1, 1, "012345678"), silence(1, 1), keys(1, None, "9", state="budget")]),
        ([MENU], [keys(1, 1, "012345678"), silence(1, 1), keys(1, None, "9", state="host")]),
        ([MENU], [keys(1, 1), silence(1, 1), keys(1, 1, "#", state="unstable")]),
        ([MENU], [keys(1, 1, "12"), silence(1, 1)]),
        # Another number or word may lead out.
        ([MENU], [keys(1, 1), silence(1, 1), choice(1, "12345#", 1)]),
        ([MENU], [keys(1, 1), silence(1, 1), choice(1, '"sales"', 1, "speech")]),
        ([MENU, SORRY], [keys(1, 2), silence(1, 1), silence(2, 1), choice(2, '"x"', 1, "speech")]),
        # It is heard while waiting, or in a conversation.
        ([place(verbs=("Enqueue",)), place(branch="queue")], [keys(2, 2), silence(2, 2)]),
        ([place(event="sms")], [keys(1, 1), silence(1, 1)]),
        # Nobody chooses: that is a waiting loop.
        ([place(verbs=("Play", "Redirect"))], [choice(1, "", 1, "redirect")]),
    ],
)
def test_a_way_out(places: list[Any], edges: list[Any]) -> None:
    assert STUCK not in found(explored(places, *edges))


def test_a_menu_that_a_key_can_leave_is_no_dead_end_but_waits_for_ever() -> None:
    call = explored([MENU, SALES], keys(1, 1, "023456789"), keys(1, 2, "1"), silence(1, 1))
    assert found(call) == [NOWHERE]


# Keys that are announced


def offered(start: int, end: int | None, words: str) -> list[Edge]:
    return keys(start, end, words, announced=True)


def test_two_announced_keys_do_what_wrong_ones_do() -> None:
    finding = one(
        explored(
            [place(end="end"), SALES, SORRY, place(end="end")],
            offered(1, 2, "2"),
            offered(1, 3, "10"),
            keys(1, 3, "3456789*#"),
            choice(3, "", 4, "redirect"),
        )
    )
    assert (finding.rule, finding.hop, finding.way, finding.ways) == (KEYS, 11, (), 2)
    assert finding.message == "the prompt announces 0 and 1, but they do the same as any wrong key"
    assert '"Sorry"' in finding.note


def test_keys_that_the_node_names_count_too() -> None:
    node = place(end="end", keys=("1", "2", "3"))
    call = explored([node, SALES, SORRY], keys(1, 2, "3"), keys(1, 3, "12456"))
    assert [each.rule for each in check_call(call)] == [KEYS]


def test_no_announced_key_is_answered_and_all_ask_again() -> None:
    call = explored([place(end="end")], offered(1, 1, "12"), keys(1, 1, "34567890"))
    assert found(call) == [KEYS]
    around = explored(
        [place(end="end"), SORRY],
        offered(1, 2, "12"),
        keys(1, 2, "34567890"),
        choice(2, "", 1, "redirect"),
    )
    assert found(around) == [KEYS]


@pytest.mark.parametrize(
    ("places", "edges"),
    [
        # "2 for no", "star to go back".
        ([SALES, SORRY], [offered(1, 2, "1"), offered(1, 3, "2"), keys(1, 3, "3456")]),
        ([SALES, SORRY], [offered(1, 2, "1"), offered(1, 3, "2*#"), keys(1, 3, "3456")]),
        # The place is an error, which is told.
        (
            [SALES, place(end="error")],
            [offered(1, 2, "1"), offered(1, 3, "23"), keys(1, 3, "456")],
        ),
        # Any key is welcome, as in "rate us from 1 to 5".
        ([place("Thanks", end="end")], [offered(1, 2, "12345"), keys(1, 2, "67890")]),
        # Wrong keys have no place of their own, or only one was pressed.
        ([SALES, SORRY], [offered(1, 2, "1"), offered(1, 3, "23"), keys(1, 3, "4")]),
        (
            [SALES, SORRY],
            [offered(1, 2, "1"), offered(1, 3, "23"), keys(1, 3, "45"), keys(1, 2, "67")],
        ),
        # Not asked.
        ([SALES], [offered(1, 2, "1"), keys(1, None, "23456", state="budget")]),
        # The fourth wrong key ends the call, and that is another matter.
        (
            [SALES, BYE],
            [offered(1, 2, "12"), keys(1, 1, "3456"), keys(1, 3, "3456", repeats=4)],
        ),
    ],
)
def test_keys_that_are_handled(places: list[Any], edges: list[Any]) -> None:
    assert found(explored([place(end="end"), *places], *edges)) == []


def test_each_prompt_of_a_document_is_looked_at_alone() -> None:
    call = explored(
        [place(end="end"), SALES, SORRY],
        [*offered(1, 2, "12"), *keys(1, 3, "3456")],
        [
            choice(1, "1", 3, announced=True, steps=("silence", "1")),
            choice(1, "3", 3, steps=("silence", "3")),
        ],
    )
    assert found(call) == []


# Branches that are not the same twice


def test_an_unstable_branch_is_said_once_a_place() -> None:
    gone = keys(1, None, "23", state="unstable")
    finding = one(explored([place(end="end"), SALES], offered(1, 2, "1"), gone))
    assert (finding.rule, finding.way, finding.ways) == (UNSTABLE, ("2",), 2)
    assert finding.message == "a second call reached another document after 2, 3"


def test_what_a_caller_says_is_cut() -> None:
    said = f'"{"x" * 500}"'
    finding = one(explored([place(end="end")], choice(1, said, None, "speech", state="unstable")))
    assert len(finding.message) < 120


# Ends without a word


@pytest.mark.parametrize(
    "edge",
    [
        choice(1, "2", 2),
        choice(1, '"sales"', 2, "speech"),
        choice(1, "silence", 2, "silence"),
        outcome(1, "busy", 2),
    ],
)
def test_the_line_goes_dead(edge: Edge) -> None:
    finding = one(explored([place(end="end"), DEAD_LINE], edge))
    assert (finding.rule, finding.hop, finding.way, finding.ways) == (WORDLESS, 12, (edge.word,), 1)


def test_a_redirect_without_a_word_is_no_word() -> None:
    middle = place("", verbs=("Redirect",))
    call = explored(
        [place(end="end"), DEAD_LINE, middle],
        choice(1, "4", 3),
        choice(3, "", 2, "redirect"),
    )
    assert found(call) == [WORDLESS]


@pytest.mark.parametrize(
    ("places", "edge"),
    [
        # Something is heard, or the caller hangs up, or is gone, or has talked to somebody.
        ([BYE], choice(1, "2", 2)),
        ([place("", verbs=("Reject",), end="reject")], choice(1, "2", 2)),
        ([DEAD_LINE], choice(1, "hangup", 2, "hangup")),
        ([DEAD_LINE], choice(1, "statusCallback", 2, "callback")),
        ([DEAD_LINE], outcome(1, "completed", 2)),
        ([DEAD_LINE], outcome(1, "recorded", 2)),
        ([place("", branch="whisper", end="silence")], choice(1, "whisper", 2, "branch")),
        # That is what silent-end says.
        ([place("", verbs=("Gather",), end="silence")], choice(1, "2", 2)),
    ],
)
def test_an_end_as_it_should_be(places: list[Any], edge: Edge) -> None:
    assert found(explored([place(end="end"), *places], edge)) == []


def test_a_caller_who_asks_for_the_end_is_not_reported() -> None:
    menu, end = place(end="end"), (DEAD_LINE, place("", verbs=(), end="silence"))
    for gone in end:
        assert found(explored([menu, gone], choice(1, "9", 2, wanted=True))) == []
    middle = place("", verbs=("Redirect",))
    around = [choice(1, "9", 3, wanted=True), choice(3, "", 2, "redirect")]
    assert found(explored([menu, DEAD_LINE, middle], around)) == []


def test_other_callers_at_the_same_end_are_reported_with_their_way() -> None:
    edges = [choice(1, "9", 2, wanted=True), choice(1, "5", 2), outcome(1, "busy", 2)]
    finding = one(explored([place(end="end"), DEAD_LINE], edges))
    assert (finding.rule, finding.way, finding.ways) == (WORDLESS, ("5",), 2)


def test_only_an_end_that_all_have_chosen_is_a_hang_up() -> None:
    places = [place(end="end"), DEAD_LINE, place("", verbs=(), end="silence"), DEAD_LINE]
    call = explored(
        places,
        choice(1, "9", 2, wanted=True),
        [choice(1, "8", 3, wanted=True), choice(1, "7", 3)],
        outcome(1, "completed", 4),
    )
    assert [each.end for each in ended_as_wanted(call)] == ["end", "hangup", "silence", "silence"]


def test_a_message_without_a_reply_is_nothing() -> None:
    places = [place(event="sms"), place("", event="sms", verbs=(), end="silence")]
    assert found(explored(places, choice(1, '"STOP"', 2, "message"))) == []


def test_a_word_on_the_way_there_is_a_word() -> None:
    call = explored(
        [place(end="end"), DEAD_LINE, SORRY],
        choice(1, "4", 3),
        choice(3, "", 2, "redirect"),
    )
    assert found(call) == []


# Outcomes


def test_nobody_says_that_the_line_is_busy() -> None:
    dial = place(verbs=("Dial",), body="<Dial>+12025550143</Dial>", end="end")
    words = ("busy", "no-answer", "completed", "failed")
    lost = [outcome(1, word, None, address="") for word in words]
    finding = one(explored([dial], lost))
    assert (finding.rule, finding.way, finding.ways) == (LOST, ("busy",), 3)
    assert finding.message == (
        "when <Dial> ends as busy, no-answer or failed, the call ends without a word"
    )
    assert finding.location is not None
    assert (finding.location.line, finding.location.column, finding.location.length) == (1, 11, 5)


def test_the_verb_that_ends_is_not_the_hangup_after_it() -> None:
    body = "<Dial>+12025550143</Dial><Hangup/>"
    dial = place("Calling", verbs=("Say", "Dial", "Hangup"), body=body, end="hangup")
    finding = one(explored([dial], outcome(1, "busy", None, address="")))
    assert finding.message == "when <Dial> ends as busy, the call ends without a word"
    assert finding.help == "add a <Say> after <Dial>, or add an action to it"
    assert finding.location is not None
    assert finding.location.length == len("<Dial")


def test_answers_of_one_address_in_which_nobody_says_it_are_one_finding() -> None:
    dial = place(verbs=("Dial",), body="<Dial>+12025550143</Dial>", end="end")
    lost = [outcome(number, "busy", None, address="") for number in (2, 3)]
    finding = one(
        explored([place(end="end"), dial, dial], offered(1, 2, "1"), offered(1, 3, "2"), lost)
    )
    assert (finding.rule, finding.ways) == (LOST, 2)
    assert finding.note == "2 responses of this URL do the same"


@pytest.mark.parametrize(
    "edge",
    [
        outcome(1, "busy", 2),
        outcome(1, "busy", None),  # an address was asked, and nothing is shown of it
        outcome(1, "busy", None, address="", state="budget"),
        outcome(1, "completed", None, address=""),
        choice(1, "hangup", None, "hangup", address=""),
    ],
)
def test_an_outcome_that_is_handled_or_not_known(edge: Edge) -> None:
    assert found(explored([place(verbs=("Dial",), end="end"), BYE], edge)) == []


@pytest.mark.parametrize(
    ("verbs", "body"),
    [
        (("Dial", "Hangup"), "<Dial>1</Dial><Hangup/>"),
        (("Dial", "Pause", "Hangup"), "<Dial>1</Dial><Pause/><Hangup/>"),
        (("Say", "Dial", "Leave"), "<Say>Wait.</Say><Dial>1</Dial><Leave/>"),
    ],
)
def test_the_verb_that_waits_is_named(verbs: tuple[str, ...], body: str) -> None:
    dial = place(verbs=verbs, body=body, end="hangup")
    finding = one(explored([dial], outcome(1, "busy", None, address="")))
    assert finding.message == "when <Dial> ends as busy, the call ends without a word"
    assert finding.help == "add a <Say> after <Dial>, or add an action to it"
    assert finding.location is not None
    assert finding.location.path == ("Response", "Dial")


def test_each_verb_of_a_url_has_its_own_finding() -> None:
    places = [place(end="end"), place(verbs=("Dial", "Hangup")), place(verbs=("Enqueue", "Hangup"))]
    lost = [
        outcome(2, "busy", None, address=""),
        outcome(3, "queue-full", None, address="", verb="Enqueue"),
    ]
    call = explored(places, offered(1, 2, "1"), offered(1, 3, "2"), lost)
    assert sorted(each.message.split()[1] for each in check_call(call)) == ["<Dial>", "<Enqueue>"]


def test_a_verb_that_stands_twice_has_no_place() -> None:
    dial = place(verbs=("Dial", "Dial"), body="<Dial>1</Dial><Dial>2</Dial>", end="end")
    assert one(explored([dial], outcome(1, "busy", None, address=""))).location is None


# Recordings


def test_a_recording_that_comes_back() -> None:
    voicemail = place(verbs=("Say", "Record"), body="<Say>Speak</Say>\n<Record/>")
    finding = one(
        explored(
            [place(end="end"), voicemail],
            choice(1, "1", 2),
            outcome(2, "recorded", 2),
            outcome(2, "pause", 2),
        )
    )
    assert (finding.rule, finding.level) == (AGAIN, "warning")
    assert (finding.hop, finding.way) == (12, ("1",))
    assert finding.location is not None
    assert (finding.location.line, finding.location.path) == (2, ("Response", "Record"))


@pytest.mark.parametrize(
    "edges",
    [
        [outcome(1, "recorded", 2)],
        [outcome(1, "recorded", 2), outcome(1, "pause", 1)],  # nothing was said: once more
        [outcome(1, "recorded", None, state="budget")],
        [outcome(1, "busy", 1)],
    ],
)
def test_a_recording_that_leads_on(edges: list[Edge]) -> None:
    assert found(explored([place(verbs=("Record",)), BYE], edges)) == []


# Behind an error


def test_only_an_error_leads_there() -> None:
    excuse = place("Sorry", via="fallback", verbs=("Gather",), end="end")
    finding = one(
        explored(
            [place(end="end"), place("", end="error", verbs=()), excuse, place(end="end")],
            choice(1, "1", 2, state="failed"),
            choice(2, "", 3, "redirect"),
            choice(3, "5", 4),
        )
    )
    assert (finding.rule, finding.hop, finding.ways) == (SPARE, 13, 1)
    assert finding.message == "callers reach this document and 1 more only after an error"


def test_the_first_document_is_the_fallback() -> None:
    finding = one(explored([place(via="fallback", end="end"), SALES], keys(1, 2, "1")))
    assert (finding.rule, finding.way) == (SPARE, ())
    assert finding.message.endswith("and 1 more only after an error")


def test_what_others_reach_too_is_not_behind_an_error() -> None:
    excuse = place("Sorry", via="fallback", end="end")
    reached = [choice(1, "1", 3, state="failed"), choice(1, "2", 4), choice(3, "2", 4)]
    places = [place(end="end"), BYE, excuse, place(end="end")]
    finding = one(explored(places, reached))
    assert finding.message == "callers reach this document only after an error"
    assert found(explored(places, reached, choice(1, "3", 3))) == []


# All of them


def test_a_healthy_call() -> None:
    """A menu with three tries, a person, voicemail, and an excuse for each that fails."""
    call = explored(
        [
            place("Press 1 for sales", keys=("1", "2")),
            place("", verbs=("Dial",)),
            place("Leave a message", verbs=("Say", "Record")),
            place("Thank you", verbs=("Say", "Hangup"), end="hangup"),
            place("", verbs=("Hangup",), end="silence"),
            place("music", verbs=("Play", "Redirect"), branch="queue"),
        ],
        [*offered(1, 2, "1"), *offered(1, 3, "2"), *keys(1, 1, "34567890*#")],
        [silence(1, 1), choice(1, "silence", 4, "silence", repeats=3)],
        [outcome(2, "completed", 5), outcome(2, "busy", 3), choice(2, "hangup", None, "hangup")],
        [outcome(3, "recorded", 4), outcome(3, "pause", 3), choice(3, "hangup", 5, "hangup")],
        [choice(2, "wait", 6, "branch"), choice(6, "redirect", 6, "redirect")],
    )
    assert found(call) == []


def test_nothing_was_reached() -> None:
    assert found(explored([])) == []
    assert found(explored([place("", end="error", verbs=())])) == []


def test_each_rule_has_a_page_and_is_run() -> None:
    assert {rule.name for rule in ON_CALL} == {rule.name for rule in CALL_RULES} | {AGAIN}
    assert {rule.subject for rule in ON_CALL} == {"call"}
    assert all(EVERY_BY_NAME[rule.name].level == rule.level for rule in ON_CALL)


def test_a_thousand_places_are_no_square() -> None:
    """Ten times as many places are about ten times the steps, counted in lines that run."""

    def steps(size: int) -> int:
        ring = [
            [*keys(n, n % size + 1), silence(n, n), choice(n, "#", 1)] for n in range(1, size + 1)
        ]
        call = explored([place() for _ in range(size)], *ring)
        count = 0

        def tracing(*_: object) -> Any:
            nonlocal count
            count += 1
            return tracing

        before = sys.gettrace()
        sys.settrace(tracing)
        try:
            rules = found(call)
        finally:
            sys.settrace(before)
        assert rules == [STUCK]
        return count

    assert steps(300) < 12 * steps(30)
