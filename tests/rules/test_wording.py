"""Names as messages quote, compare and suggest them."""

import pytest

from twiml_check.rules.wording import cut, either, listed, misspelt, near, suggestion, twin

VERBS = ["Say", "Play", "Pause", "Gather", "Dial", "Redirect", "Record", "Hangup", "Pay"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Sya", "Say"),
        ("Gahter", "Gather"),
        ("Redirekt", "Redirect"),
        ("HANG_UP", "Hangup"),
        ("Dail", "Dial"),
        ("Plays", "Play"),
        ("Recrod", "Record"),
    ],
)
def test_a_slip_of_the_keys_is_understood(name: str, meant: str) -> None:
    assert near(name, VERBS)[0] == meant


@pytest.mark.parametrize("name", ["", "Speak", "Message", "X", "Sa" * 5000])
def test_what_is_far_from_all_names_is_not(name: str) -> None:
    assert near(name, VERBS) == []


def test_at_most_four_are_named_the_best_first() -> None:
    known = ["waitUrl1", "waitUrl2", "waitUrl3", "waitUrl4", "waitUrl5", "waitUrl"]
    hits = near("wait-url", known)
    assert hits[0] == "waitUrl"
    assert len(hits) == 4


@pytest.mark.parametrize(
    ("name", "same"),
    [("say", "Say"), ("HANGUP", "Hangup"), ("hang-up", "Hangup"), ("Hang_Up", "Hangup")],
)
def test_twins_differ_only_in_case_and_hyphens(name: str, same: str) -> None:
    assert twin(name, VERBS) == same


@pytest.mark.parametrize("name", ["Sayy", "Sa", "", "S a y"])
def test_others_are_no_twins(name: str) -> None:
    assert twin(name, VERBS) is None


ATTRIBUTES = ["url", "muted", "hints", "voice", "speechTimeout", "statusCallbackEvent"]


@pytest.mark.parametrize(
    "name",
    [
        *("mute", "mutted", "mutde", "nuted", "MUTED", "ulr", "hint"),
        *("status_callback_event", "statusCallbackEvents", "speechTimout", "sepechTimeotu"),
    ],
)
def test_a_slip_in_a_letter_or_two(name: str) -> None:
    assert misspelt(name, ATTRIBUTES)


@pytest.mark.parametrize(
    "name", ["", "x", "u", "mtd", "voiceId", "maxSpeechTimeout", "statusCallback", "a" * 60_000]
)
def test_another_name_is_no_slip(name: str) -> None:
    assert not misspelt(name, ATTRIBUTES)


@pytest.mark.parametrize(
    ("names", "text"),
    [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")],
)
def test_either(names: list[str], text: str) -> None:
    assert either(names) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("", ""),
        ("a", "a"),
        ("abcdefgh", "a, b, c, d, e, f, g, h"),
        ("abcdefghi", "a, b, c, d, e, f, g, h and 1 more"),
        ("abcdefghijk", "a, b, c, d, e, f, g, h and 3 more"),
    ],
)
def test_eight_names_are_listed(names: str, text: str) -> None:
    assert listed(names) == text


@pytest.mark.parametrize(
    ("name", "allowed", "text"),
    [
        ("Sya", ["Say", "Dial"], "did you mean <Say>?"),
        ("Bodi", ["Body"], "did you mean <Body>?"),
        ("Xyzzy", ["Body", "Media"], "allowed here: <Body>, <Media>"),
        ("Xyzzy", [], ""),
    ],
)
def test_a_suggestion(name: str, allowed: list[str], text: str) -> None:
    assert suggestion(name, allowed) == text


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("short", 10, "short"),
        ("  two\n\n words\t", 10, "two words"),
        ("0123456789", 10, "0123456789"),
        ("0123456789a", 10, "0123…6789a"),
        ("a" * 50 + "b" * 50, 60, "a" * 29 + "…" + "b" * 30),
    ],
)
def test_long_text_loses_its_middle(text: str, limit: int, line: str) -> None:
    assert cut(text, limit) == line
    assert len(cut(text, limit)) <= limit
