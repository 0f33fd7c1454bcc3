"""What is tried at a document, and in which order."""

import pytest

from tests.calls.scenes import scene
from twiml_check.calls.choices import (
    LAST,
    MOST_HINTS,
    MOST_MESSAGES,
    NONSENSE,
    WITH_SIGN,
    Own,
    options_of_call,
    options_of_message,
)
from twiml_check.calls.prompts import NAME
from twiml_check.calls.words import quoted, spoken
from twiml_check.explore.continuations.gather import LONGEST_HINT
from twiml_check.vocabulary.answers import MAX_BODY

NOBODY = Own()
TWENTY = "12345678901234567890"


def gather(attributes: str = "", prompt: str = "Hello.") -> str:
    return f'<Gather action="/a" {attributes}><Say>{prompt}</Say></Gather>'


SPEECH = gather('input="speech" hints="a"')


def tried(verbs: str, own: Own = NOBODY, kind: str = "") -> list[str]:
    """The words of what is tried, those of one kind alone where it is named."""
    options = options_of_call(scene(verbs).script, own)
    return [" ".join(each.words) for each in options if kind in ("", each.kind)]


def announced(verbs: str) -> set[str]:
    options = options_of_call(scene(verbs).script, NOBODY)
    return {" ".join(each.words) for each in options if each.announced}


@pytest.mark.parametrize(
    ("verbs", "keys"),
    [
        # One digit: all keys, those that are named first, but not the one that ends it.
        (gather('numDigits="1"'), "1 2 3 4 5 6 7 8 9 0 *"),
        (gather('numDigits="1"', "Press 3 or 2."), "3 2 1 4 5 6 7 8 9 0 *"),
        (gather('numDigits="1" finishOnKey="*"'), "1 2 3 4 5 6 7 8 9 0 #"),
        (gather('numDigits="1" finishOnKey=""'), "1 2 3 4 5 6 7 8 9 0 * #"),
        (gather('numDigits="1"', "Press 42."), "1 2 3 4 5 6 7 8 9 0 *"),
        # So many digits: right, zeros, a star, and one too few.
        (gather('numDigits="4"'), "1234 0000 * 111"),
        (gather('numDigits="5"', "Your zip code."), "94105 00000 * 1111"),
        (gather('numDigits="4"', "Press 1234 for us, 0 to end."), "1234 0 0000 * 111"),
        (gather('numDigits="2"', "Between 10 and 20."), "15 00 * 1"),
        (gather('numDigits="2"', "Press 12345."), "12 00 * 1"),
        # Any number of digits, which a key ends.
        (gather(), f"12345# 00000# *# {'9' * 20}#"),
        (gather('finishOnKey="*"'), f"12345* 00000* {'9' * 20}*"),
        (gather('finishOnKey=""'), f"12345 00000 * {'9' * 20}"),
        (gather("", "Press 1 or 2."), f"1# 2# 12345# 00000# *# {'9' * 20}#"),
        (gather('numDigits="0"'), f"12345# 00000# *# {'9' * 20}#"),
        (gather('numDigits="x"'), f"12345# 00000# *# {'9' * 20}#"),
        (gather('numDigits="9999"'), f"12345# 00000# *# {'9' * 20}#"),
        (gather('input="speech"'), ""),
        (gather('input="dtmf speech" numDigits="1"'), "1 2 3 4 5 6 7 8 9 0 *"),
    ],
)
def test_keys_that_are_pressed(verbs: str, keys: str) -> None:
    assert tried(verbs, kind="keys") == keys.split()


@pytest.mark.parametrize(
    ("verbs", "keys"),
    [
        (gather('numDigits="5"'), ["94110", "00123"]),
        (gather('numDigits="3"'), ["941", "001"]),
        (gather(), ["94110#", "00123#"]),
        (gather('finishOnKey="0"'), ["94110"]),
        (gather('numDigits="1"'), []),
    ],
)
def test_own_digits_come_first_where_more_than_one_is_taken(verbs: str, keys: list[str]) -> None:
    pressed = tried(verbs, Own(digits=("94110", "00123")), "keys")
    assert pressed[: len(keys)] == keys
    assert not keys or len(pressed) > len(keys)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        (
            'input="speech"',
            [quoted(NONSENSE), quoted(WITH_SIGN), *(f"{mark}{quoted(NONSENSE)}" for mark in "?~")],
        ),
        (
            'input="speech" hints="sales, , support,sales"',
            [
                '"sales"',
                '"support"',
                quoted(NONSENSE),
                quoted(WITH_SIGN),
                '"Sales."',
                '?"sales"',
                '~"sales"',
            ],
        ),
        ('input="dtmf" hints="sales"', []),
    ],
)
def test_words_that_are_said(attributes: str, words: list[str]) -> None:
    assert tried(gather(attributes), kind="speech") == words


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        (
            "Your postal code, please?",
            f'"94105" "5000" "{NONSENSE}" "{WITH_SIGN}" ?"94105" ~"94105"',
        ),
        (
            "Say sales or support.",
            f'"sales" "support" "{NONSENSE}" "{WITH_SIGN}" "Sales." ?"sales" ~"sales"',
        ),
        ("What is your full name?", f'"{NAME}" "{WITH_SIGN}" ?"{NAME}" ~"{NAME}"'),
    ],
)
def test_what_a_prompt_wants_is_said(prompt: str, words: str) -> None:
    assert " ".join(tried(gather('input="speech"', prompt), kind="speech")) == words


@pytest.mark.parametrize(
    ("verbs", "late"),
    [
        (gather('numDigits="1"', "Press 1 or 2."), "4567890"),
        (gather('numDigits="1"', "Press 3."), "2456789" + "0"),
        (gather('numDigits="1" finishOnKey=""', "Press 1."), "34567890#"),
        # Nothing is announced, or other keys are tried: all of them are equal.
        (gather('numDigits="1"'), ""),
        (gather('numDigits="1"', "Press 42."), ""),
        (gather('numDigits="2"', "Press 1."), ""),
        (gather("", "Press 1."), ""),
    ],
)
def test_keys_that_likely_do_the_same_come_later(verbs: str, late: str) -> None:
    options = options_of_call(scene(verbs).script, NOBODY)
    assert "".join(each.words[-1] for each in options if each.late) == late


def test_only_a_few_hints_are_said() -> None:
    hints = ",".join(f"hint {number}" for number in range(500))
    said = tried(gather(f'input="speech" hints="{hints}"'), Own(say=("mine",)), "speech")
    assert len([word for word in said if word.startswith('"hint')]) == MOST_HINTS
    assert '"mine"' in said


def test_a_hint_that_is_too_long_is_not_said() -> None:
    said = tried(gather(f'input="speech" hints="{"a" * 60_000}"'), kind="speech")
    assert max(map(len, said)) <= LONGEST_HINT


@pytest.mark.parametrize(
    ("verbs", "offered"),
    [
        (gather('numDigits="1"', "Press 1 or 2."), {"1", "2"}),
        (gather("", "Press 1 or 2."), {"1#", "2#"}),
        (gather('input="speech" hints="yes,no"'), {'"yes"', '"no"', '?"yes"', '~"yes"'}),
        (gather('numDigits="1"', "Hello."), set()),
    ],
)
def test_what_a_prompt_announces(verbs: str, offered: set[str]) -> None:
    assert announced(verbs) == offered


@pytest.mark.parametrize(
    ("verbs", "words"),
    [
        # Nothing entered, and what follows then.
        (SPEECH + "<Say>Bye.</Say>", ["silence"]),
        (SPEECH + "<Redirect>/b</Redirect>", ["silence"]),
        (gather('input="speech" actionOnEmptyResult="true"'), ["silence"]),
        # A second verb is got to by passing the first.
        (
            SPEECH + '<Dial action="/d">+12025550143</Dial>',
            [
                *("silence no-answer", "silence completed", "silence busy", "silence failed"),
                *("silence canceled", "silence hangup"),
            ],
        ),
        ('<Record action="/a"/>', ["recorded", "pause", "hangup"]),
        ('<Record action="/a"/><Say>Never.</Say>', ["recorded", "pause", "hangup"]),
        # Who hears nothing more when nobody answers.
        ("<Dial>+12025550143</Dial>", ["no-answer", "busy", "failed"]),
        ("<Dial>+12025550143</Dial><Say>Nobody.</Say>", []),
        ("<Dial>+12025550143</Dial><Redirect>/b</Redirect>", ["no-answer"]),
        ("<Say>Hello.</Say>", []),
        ("<Redirect>/b</Redirect>", [""]),
    ],
)
def test_what_else_is_tried(verbs: str, words: list[str]) -> None:
    options = options_of_call(scene(verbs).script, NOBODY)
    assert [" ".join(each.words) for each in options if each.kind != "speech"] == words


def test_callbacks_and_hangups_leave_the_call_where_it_is() -> None:
    verbs = '<Record action="/a" recordingStatusCallback="/s"/>'
    options = options_of_call(scene(verbs).script, NOBODY)
    assert [each.words[-1] for each in options if each.not_run] == [
        "hangup", "recordingStatusCallback",
    ]  # fmt: skip


def written(*replies: str, own: Own = NOBODY, new: bool = False) -> list[str]:
    return [spoken(each.words[0]) or "" for each in options_of_message(replies, own, new=new)]


def test_the_first_messages_have_the_edges_and_stop_last() -> None:
    first = written(new=True)
    assert first[0] == "Hello"
    assert {"", "Tom & Jerry <3", "HELP"} < {*first}
    assert first[-1] == LAST
    assert first.count(LAST) == 1


@pytest.mark.parametrize("own", [NOBODY, Own(say=("stop",)), Own(say=("STOP", "Stop", "menu"))])
def test_stop_is_last_and_once_whoever_wants_it(own: Own) -> None:
    first = written("Text STOP to end.", own=own, new=True)
    assert [text for text in first if text.upper() == LAST] == [LAST]
    assert first[-1] == LAST


def test_later_messages_begin_with_what_is_offered() -> None:
    later = written("Reply YES or NO.", own=Own(say=("mine",)))
    assert later[:3] == ["mine", "YES", "NO"]
    assert "HELP" not in later
    assert len(later) == len({*later}) <= MOST_MESSAGES


def test_there_are_only_so_many_messages_and_so_long() -> None:
    many = Own(say=tuple(f"{number} {'x' * 3000}" for number in range(50)))
    assert len(written(own=many)) == MOST_MESSAGES
    assert max(map(len, written(own=many))) == MAX_BODY


@pytest.mark.parametrize(
    ("reply", "commands"),
    [
        ("Begin your text with 'buy' or 'sell'.", ["buy", "sell"]),
        ("Send buy, sell, show or find.", ["buy", "sell", "show"]),
        ("Reply YES, NO or WAIT.", ["WAIT"]),
        ("Text BUY to buy.", ["BUY"]),
        ('Type "buy" or "call me back".', ["buy"]),
        # No command: a common answer, a number, capitals in prose.
        ("Reply yes or no.", []),
        ("Reply 1, 2 or 3.", []),
        ("Text STOP to unsubscribe, HELP for help.", []),
        ("BOUGHT", []),
        ("Reply A, B or C.", []),
        ("Thanks!", []),
    ],
)
def test_an_offered_command_is_also_sent_with_other_words(reply: str, commands: list[str]) -> None:
    once = [each for each in options_of_message([reply], NOBODY, new=False) if each.once]
    texts = [spoken(each.words[0]) or "" for each in once]
    assert texts[::2] == [f"{command} something" for command in commands]
    assert [(text.split()[0], len(text)) for text in texts[1::2]] == [
        (command, MAX_BODY) for command in commands
    ]


@pytest.mark.parametrize(
    ("reply", "answers"),
    [
        ("How many do you want?", ["12345"]),
        ("What is your zip code?", ["94105"]),
        ("Which day? Reply TODAY or send a date.", ["TODAY", "January 7, 2030"]),
        ("Thanks for the date!", ["Hello"]),
    ],
)
def test_a_message_answers_what_a_reply_wants(reply: str, answers: list[str]) -> None:
    assert written(reply)[: len(answers)] == answers
