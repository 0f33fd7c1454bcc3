"""What prompts and replies offer, and what they only seem to."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.calls.prompts import (
    LONGEST,
    MOST,
    answers_wanted,
    endings_offered,
    is_goodbye,
    keys_offered,
    number_wanted,
    phrases_offered,
    words_offered,
)


@pytest.mark.parametrize(
    ("prompt", "keys"),
    [
        ("Press 1 for sales, 2 for support, or 0 to hear this again.", "120"),
        ("For sales press 1. For support press 2.", "12"),
        ("Press one or two.", "12"),
        ("Push 1, hit 2, dial 3, enter 4, type 5, key in 6, select 7, choose 8.", "12345678"),
        ("Press 1, 2 or 3.", "123"),
        ("Press 1 or press 2.", "12"),
        ("Press 1 to 4.", "1234"),
        ("Press 1 through 4.", "1234"),
        ("Press 1-4.", "1234"),
        ("Press 1 \u2013 4.", "1234"),
        ("Press one to four.", "1234"),
        ("Press the number 7.", "7"),
        ("Press the star key, or press pound.", "*#"),
        ("Hit the # key.", "#"),
        ("PRESS 1 FOR SALES", "1"),
        ("For English, press 1. Para español, presiona 2.", "12"),
        ("Para ventas marque el número 3; para soporte, oprima la tecla 4.", "34"),
        ("Press 2, then press 2 again, or press 1.", "21"),
        ("1 for yes, 2 for no", "12"),
        ("Press 1 for sales, 2 for support, or the pound key to end.", "12"),
        ("Please press the pound key.", "#"),
    ],
)
def test_keys_are_offered(prompt: str, keys: str) -> None:
    assert "".join(keys_offered(prompt)) == keys


def test_numbers_of_more_than_one_digit_are_offered() -> None:
    assert keys_offered("Press 10 through 12, or 1234 for the boss.") == ("10", "11", "12", "1234")


@pytest.mark.parametrize("far", ["Press 1 to 400.", "Press 4 to 1."])
def test_a_list_too_long_or_backwards_is_its_ends(far: str) -> None:
    assert len(keys_offered(far)) == 2


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "Press any key.",
        "Welcome to 24 hour pizza.",
        "You have 3 new messages.",
        "Enter your 5 digit zip code.",
        "Enter 5 digits.",
        "Enter a 5-digit code.",
        "Please press on.",
        "Your balance is 20 dollars.",
        "We have 24 shops in 3 towns.",
        "Press ٣.",  # nobody has such a key
        "Choose none, or onerous things.",
    ],
)
def test_no_keys_are_offered(prompt: str) -> None:
    assert keys_offered(prompt) == ()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("Reply YES or NO.", ["YES", "NO"]),
        ("Reply yes or no.", ["yes", "no"]),
        ("Reply 'yes' or 'no'.", ["yes", "no"]),
        ("Reply Y/N.", ["Y", "N"]),
        ("Answer: TRUE or FALSE?", ["TRUE", "FALSE"]),
        ("Write A, B or C.", ["A", "B", "C"]),
        ("Text STOP to unsubscribe, HELP for help.", ["STOP", "HELP"]),
        ("Text ORDER, MENU, or HOURS.", ["ORDER", "MENU", "HOURS"]),
        ("Send the word start.", ["start"]),
        ('Say "more please" to hear more.', ["more please"]),
        ("Type “start” now.", ["start"]),
        ("Reply with 1, 2 or 3.", ["1", "2", "3"]),
        ("Reply 1 for Yes, 2 for No.", ["1", "2"]),
        ("1. Sales 2. Support", ["1", "2"]),
        ("*1* - Sales *2* - Support", ["1", "2"]),
        ("1) Sales 2) Support", ["1", "2"]),
        ("Yes, YES and yes: reply yes.", ["yes"]),
        ("Please begin your message with 'buy', 'sell', or 'show'.", ["buy", "sell", "show"]),
        ("Send buy, sell or show", ["buy", "sell", "show"]),
        ("Please start your text with buy.", ["buy"]),
        ("Begin with buy or sell.", ["buy", "sell"]),
        ("Choose soup, salad, or bread.", ["soup", "salad", "bread"]),
        ("Enter tea or coffee to order.", ["tea", "coffee"]),
        ("Use OPEN or CLOSE.", ["OPEN", "CLOSE"]),
        ("Reply either hot or cold.", ["hot", "cold"]),
        ("Say left, or say right.", ["left", "right"]),
        ("Write: more", ["more"]),
        ("Text \u2018open\u2019 or \u2018shut\u2019.", ["open", "shut"]),
        ("Text «oui» ou «non».", ["oui", "non"]),
        ("Text „ja“ oder „nein“.", ["ja", "nein"]),
        ("Text 'more' for details, 'less' for none.", ["more", "less"]),
        ('Reply "later," or "never."', ["later", "never"]),
        ("Type 'call me back' and wait.", ["call me back"]),
        ("Is that right, yes or no?", ["yes", "no"]),
        ("Ready? (y/n)", ["y", "n"]),
        ("Text HOURS for our opening times.", ["HOURS"]),
    ],
)
def test_words_are_offered(reply: str, words: list[str]) -> None:
    assert list(words_offered(reply)) == words


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Thanks!",
        "Reply with your name.",
        "Send us a picture.",
        "Text me back.",
        "Type something.",
        "Please respond as soon as you can.",
        "Reply when you are ready.",
        "Send a message to our number.",
        "It's John's turn, isn't it?",
        "OK, in the USA your ZIP and PIN go by SMS.",
        "You owe 3.50 at 10:30.",
        "It's 'great', don't you think?",
        "We say it's 'great' and mean it.",
        "Rock 'n' roll, the boys' favorite.",
        "'Tis the season, isn't it?",
        "Let's start with breakfast.",
        "Your answer is wrong, and your text was late.",
        "Text messages or emails cost money.",
        "We use cash or card.",
        "Please try again, or call us.",
        "Send us your name, address and age.",
        "Let us know which one you use.",
    ],
)
def test_no_words_are_offered(reply: str) -> None:
    assert words_offered(reply) == ()


@pytest.mark.parametrize(
    ("prompt", "phrases"),
    [
        ("Press 1 or say sales.", ["sales"]),
        ('Please confirm with "Yes" or "No".', ["Yes", "No"]),
        ("Say billing, support, or operator.", ["billing", "support", "operator"]),
        ("You can say 'pay my bill' at any time.", ["pay my bill"]),
        ("Is this correct, yes or no?", ["yes", "no"]),
        ("Welcome to the IVR of ACME in the USA.", []),
        ("Please tell us why you're calling.", []),
        ("Say your account number.", []),
    ],
)
def test_phrases_are_offered_to_be_said(prompt: str, phrases: list[str]) -> None:
    assert list(phrases_offered(prompt)) == phrases


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Please tell me your zip code.", ["94105"]),
        ("Please provide your postal code.", ["94105", "5000"]),
        ("What is your phone number?", ["4155550142"]),
        ("How many tickets do you want?", ["12345"]),
        ("Say your six digit member number.", ["123456"]),
        ("Give us a number between 1 and 9.", ["5"]),
        ("On what date do you arrive?", ["January 7, 2030"]),
        ("What time suits you?", ["3:30 PM"]),
        ("Please say your full name.", ["Maria Lopez"]),
        ("What day and what time?", ["January 7, 2030", "3:30 PM"]),
        # Nothing is asked, or only whether it was understood.
        ("Your order number is ready.", []),
        ("Your zip code, 94110, is saved.", []),
        ('I heard 94110 as your zip code. Say "yes" or "no".', []),
        ("How can I help you?", []),
        ("Thanks, we are up to date!", []),
        ("", []),
    ],
)
def test_answers_that_a_text_wants(text: str, answers: list[str]) -> None:
    assert list(answers_wanted(text)) == answers


def test_only_a_few_words_are_offered() -> None:
    many = " ".join(chr(65 + n // 26) + chr(65 + n % 26) + "X" for n in range(200))
    assert len(words_offered(many)) == MOST


@pytest.mark.parametrize(
    ("prompt", "length", "number"),
    [
        ("Between 1 and 10.", None, "5"),
        ("Between 1 and 10.", 1, "1"),
        ("From 3 to 5.", None, "4"),
        ("A number, 1 to 5.", 1, "3"),
        ("From 100 to 5.", None, "12345"),
        ("Your zip code.", None, "94105"),
        ("Your postal code.", 3, "941"),
        ("Your phone number.", None, "4155550142"),
        ("Your 4-digit PIN.", None, "1234"),
        ("Your six digit code.", None, "123456"),
        ("A code of 99999999999 digits.", None, "12345678901234567890"),
        ("", None, "12345"),
        ("The star digit, or pound digits.", None, "12345"),
        ("", 3, "123"),
    ],
)
def test_a_number_that_is_meant(prompt: str, length: int | None, number: str) -> None:
    assert number_wanted(prompt, length) == number


@given(st.text(max_size=300), st.none() | st.integers(1, 999))
def test_whatever_is_said_keys_can_be_pressed(text: str, length: int | None) -> None:
    for spelt in (text, f"Press {text}", f"between {text} and 5 digits"):
        assert all(set(key) <= set("0123456789*#") and key for key in keys_offered(spelt))
        assert number_wanted(spelt, length).isdecimal()
        assert all(0 < len(word) <= 40 for word in words_offered(spelt))


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "1" * size,
    "a list": lambda size: "press " + "1 or " * (size // 5),
    "numbers": lambda size: "1 to " * (size // 5),
    "between": lambda size: "between 1 and " * (size // 14),
    "blanks": lambda size: "press 1" + " " * size + "x",
    "blanks behind a number": lambda size: "reply" + " " * size + "1" + " " * size,
    "presses": lambda size: "press the number " * (size // 17),
    "words": lambda size: "reply " + "A, " * (size // 3),
    "slashes": lambda size: "reply " + "a/" * (size // 2),
    "letters": lambda size: "reply " + "a" * size,
    "capitals": lambda size: "AB " * (size // 3),
    "quotes": lambda size: '"' * size,
    "single quotes": lambda size: "' " * (size // 2),
    "stars": lambda size: "*" * size,
    "hyphens": lambda size: "1-" * (size // 2),
    "verbs": lambda size: "start your message with " * (size // 24),
    "commas": lambda size: "choose a" + ", a" * (size // 3),
    "apostrophes": lambda size: "say '" + "a" * 30 + "' " * (size // 2),
    "quoted words": lambda size: "say " + "'a' " * (size // 4),
    "digits of digits": lambda size: "1 digits " * (size // 9),
}
READERS: dict[str, Callable[[str], object]] = {
    "keys": keys_offered,
    "words": words_offered,
    "number": lambda text: number_wanted(text, None),
    "phrases": phrases_offered,
    "answers": answers_wanted,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_of_any_length_is_read_like_its_beginning(
    make: Callable[[int], str], reader: Callable[[str], object]
) -> None:
    text = make(16 * LONGEST)
    assert reader(text) == reader(text[:LONGEST])


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_more_of_a_text_is_read(make: Callable[[int], str]) -> None:
    text = make(65_536)
    for reader in READERS.values():
        assert reader(text) == reader(text[:LONGEST])
    assert keys_offered("x" * LONGEST + " press 1") == ()


@pytest.mark.parametrize(
    ("prompt", "ends"),
    [
        ("Press 2 to add more funds or press 1 to end the call!", "1"),
        ("To end the call, press 1. To continue, press 2.", "1"),
        ("To continue press 1 to end the call press 2", "2"),
        ("Press 1 to continue, press 9 to hang up.", "9"),
        ("Press 1 to continue press 9 to hang up", "9"),
        ("For sales press 1, to quit press 0.", "0"),
        ("If you are done, press pound.", "#"),
        ("When finished, press the star key.", "*"),
        ("Press 1 for sales, 2 for support, or the pound key to end.", "#"),
        ("1 for yes, 2 to exit", "2"),
        ("Press 3 for goodbye.", "3"),
        ("Press 4 to finish.", "4"),
        ("Press 5 if you want to end this phone call.", "5"),
        ("Press 6 - exit", "6"),
        ("Para ventas marque 1. Para terminar la llamada, marque 2.", "2"),
        ("Presione 8 para colgar.", "8"),
        ('Say "stop" to end the conversation, or say agent.', "stop"),
        ("Dial 1 or 2 to end the call.", "12"),
        # No key is offered for the end.
        ("Press 1 for sales.", ""),
        ("Press 1 to repeat, or hang up.", ""),
        ("Press 1 to repeat this or hang up.", ""),
        ("Please do not hang up, press 1 for sales.", ""),
        ("Don't hang up, press 1.", ""),
        ("Press 1 to leave a message.", ""),
        ("Press 1 to stop receiving calls.", ""),
        ("Press 2 to finish your order.", ""),
        ("Press 1 for the end of month report.", ""),
        ("Press 1 to send the message.", ""),
        ("Press 1 for our weekend hours.", ""),
        ("To end the call, hang up. Press 1 for sales.", ""),
        ("Goodbye.", ""),
        ("", ""),
    ],
)
def test_keys_and_words_that_end_a_call(prompt: str, ends: str) -> None:
    assert "".join(endings_offered(prompt)) == ends


def test_words_that_mean_the_end() -> None:
    for words in ("goodbye", "Good bye", "bye", "hang up", "end the call", "exit", "stop", "done"):
        assert is_goodbye(words), words
    for words in ("sales", "stop sending", "do not hang up", "purple elephant", "finish it", ""):
        assert not is_goodbye(words), words


def test_the_end_of_a_long_text_is_not_searched() -> None:
    assert endings_offered("Press 1 to end the call." + "a, " * LONGEST) == ("1",)
    assert endings_offered("press a " * LONGEST + "Press 1 to end the call.") == ()
