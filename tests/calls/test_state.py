"""Which answers are one state of a call, and which are two."""

from collections.abc import Callable, Iterator

import pytest

from tests.calls.scenes import calling, scene
from tests.explore.test_explorer import site
from tests.servers import http_reply
from twiml_check.calls.state import State
from twiml_check.runner.explore_target import Exploring, call_opener
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging

SID = f"CA{'0123456789abcdef' * 2}"


def say(text: str) -> str:
    return f"<Say>{text}</Say>"


def menu(text: str, action: str = "/a") -> str:
    return f'<Gather action="{action}" numDigits="1"><Say>{text}</Say></Gather>'


Told = Callable[..., State]


@pytest.fixture(scope="module")
def told() -> Iterator[Told]:
    """The state of a document that answers a call with these parameters; all from one server."""
    page = [""]
    with site(lambda _: f"<Response>{page[0]}</Response>") as origin, open_fetcher() as fetcher:

        def state(verbs: str, sender: str = "+12025550143", **params: str) -> State:
            page[0] = verbs
            given = tuple(f"{name}={value}" for name, value in params.items())
            event = "sms" if "Body" in params else "voice"
            asking = Asking(event=event, param=given, sender=sender)
            opener = call_opener(asking, Judging(), Exploring(), f"{origin}/a", fetcher)
            call = opener(0, "plain")
            return (call.begin() if event == "voice" else call.send(params["Body"])).state

        yield state


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # As it is written is not what it says.
        (say("Hello  you"), say("\n Hello you ")),
        ('<Say voice="alice" language="en">a</Say>', "<Say language='en' voice='alice'>a</Say>"),
        ("<Say>a</Say>", "<!-- x -->\n<Say>a</Say>"),
        ("<Redirect>/b</Redirect>", "<Redirect> b </Redirect>"),
        ('<Gather action="/a"/>', "<Gather/>"),
        # What is new in every call.
        (say(f"Your call is {SID}."), say(f"Your call is CA{'f' * 32}.")),
        (say("It is 10:30 now"), say("It is 9:05:59 PM now")),
        (say("Today is 2026-07-07."), say("Today is 2025-01-31T10:00:00.")),
        (say("Id 01234567-89ab-cdef-0123-456789abcdef"),
         say("Id f1234567-89ab-cdef-0123-4567890000ff")),
    ],
)  # fmt: skip
def test_these_are_one_state(one: str, other: str, told: Told) -> None:
    assert told(one).whole == told(other).whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (say("Hello"), say("Hello you")),
        (say("Hello"), say("hello")),
        ("<Say>a</Say>", "<Say voice='alice'>a</Say>"),
        ("<Say>a</Say><Hangup/>", "<Say>a</Say>"),
        ("<Redirect>/b</Redirect>", "<Redirect>/c</Redirect>"),
        ("<Redirect>/b</Redirect>", "<Redirect method='GET'>/b</Redirect>"),
        (menu("a", "/a"), menu("a", "/b")),
        (say("Number 1"), say("Number 2")),
        (say("In 10 minutes"), say("In 12 minutes")),
        ("<Gather><Say>a</Say></Gather>", "<Gather/><Say>a</Say>"),
        (say("Call +12025550199"), say("Call +12025550198")),
        (say("ab"), "<Say>a</Say><Say>b</Say>"),
    ],
)
def test_these_are_two(one: str, other: str, told: Told) -> None:
    assert told(one).whole != told(other).whole


@pytest.mark.parametrize("name", ["Digits", "SpeechResult"])
@pytest.mark.parametrize("echo", [say("You said {}."), menu("You said {}."), menu("a", "/b?k={}")])
def test_an_echo_is_one_state(name: str, echo: str, told: Told) -> None:
    states = [told(echo.format(text), **{name: text}) for text in ("1", "2", "12", "345")]
    assert len({each.whole for each in states}) == len(states)
    assert len({each.struck for each in states}) == 1


def test_what_is_repeated_inside_of_words_is_no_echo(told: Told) -> None:
    one = told(say("The cat has 5 lives."), Digits="5")
    other = told(say("The cat has 15 lives."), Digits="1")
    assert one.struck != other.struck


def test_a_menu_is_the_same_after_a_key_that_it_names(told: Told) -> None:
    prompt = menu("Type 1 for yes.")
    assert told(prompt).whole == told(prompt, Digits="1").whole
    assert told(prompt, Digits="2") == told(prompt)


def test_a_message_that_is_repeated_is_one_state(told: Told) -> None:
    for text in ("Tom & Jerry <3", "", "a.b*(c", "1 2\n3", "👍🏽"):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        reply = f"<Message>You wrote {escaped}.</Message>"
        silent = told("<Message>You wrote .</Message>", Body="")
        found = told(reply, Body=text)
        assert (found.struck == silent.struck) == (not text)
        assert found.bones == silent.bones


def test_two_echoes_of_messages_are_one_state(told: Told) -> None:
    texts = ("Hello", "a.b*(c", "two words", "99999")
    states = [told(f"<Message>You wrote {text}!</Message>", Body=text) for text in texts]
    assert len({each.struck for each in states}) == 1
    assert len({each.whole for each in states}) == len(states)


def test_the_words_after_a_command_are_struck(told: Told) -> None:
    replies = [
        told(f"<Message>{item} bought</Message>", Body=f"buy {item}") for item in ("a", "b c")
    ]
    assert len({each.struck for each in replies}) == 1
    other = told("<Message>buy it bought</Message>", Body="buy them")
    assert other.struck != replies[0].struck


def test_an_echo_that_is_too_long_is_another_state(told: Told) -> None:
    def echo(text: str) -> State:
        return told(f"<Message>Got {text}</Message>", Body=text)

    assert echo("x" * 1596).struck == echo("x").struck
    assert echo("x" * 1597).struck != echo("x").struck
    assert echo("x" * 1597).bones != echo("x").bones


@pytest.mark.parametrize(
    "spelled",
    [
        "+12025550143", "12025550143", "2025550143", "202-555-0143", "(202) 555-0143",
        "2 0 2 5 5 5 0 1 4 3", "2, 0, 2, 5, 5, 5, 0, 1, 4, 3", "202.555.0143", "+1 202 555 0143",
    ],
)  # fmt: skip
def test_the_number_of_the_caller_is_struck_however_it_is_spelled(spelled: str, told: Told) -> None:
    other = spelled.replace("0143", "0177").replace("0 1 4 3", "0 1 7 7")
    other = other.replace("0, 1, 4, 3", "0, 1, 7, 7")
    one = told(say(f"You call from {spelled}."), sender="+12025550143")
    assert told(say(f"You call from {other}."), sender="+12025550177").whole == one.whole
    assert told(say(f"You call from {other}."), sender="+12025550143").whole != one.whole


def test_bones_have_no_words_but_addresses(told: Told) -> None:
    assert told(menu("a")).bones == told(menu("b c")).bones
    assert told(menu("a")).bones != told(menu("a", "/b")).bones
    assert told(say("a")).bones != told(say("a") + say("b")).bones
    assert told("<Play>/a</Play>").bones == told("<Play>/b</Play>").bones
    assert told("<Redirect>/a</Redirect>").bones != told("<Redirect>/b</Redirect>").bones


def test_numbers_alone_make_states_alike(told: Told) -> None:
    one, other = told(menu("This is 1.", "/c?n=2")), told(menu("This is 12.", "/c?n=13"))
    assert one.whole != other.whole
    assert one.numberless == other.numberless
    assert one.numberless != told(menu("That is 1.", "/c?n=2")).numberless


ERRORS = {
    "500": http_reply(b"", status="500 Oh"),
    "404": http_reply(b"", status="404 No"),
    "broken": http_reply(b"<Response><Say>"),
    "json": http_reply(b"{}", content_type="application/json"),
    "text": http_reply(b"Hello", content_type="text/plain"),
    "other text": http_reply(b"Bye", content_type="text/plain"),
    "empty": http_reply(b"<Response/>"),
}


def test_each_failure_is_a_state_of_its_own_and_the_same_again() -> None:
    states = {name: scene(answer).state.whole for name, answer in ERRORS.items()}
    # An answer with no TwiML in it is no document, whatever it is: it is one failure.
    assert len({*states.values()}) >= len(ERRORS) - 1
    pages = {"/": ERRORS["500"], "/b": ERRORS["500"]}
    with calling(pages) as one, calling(pages) as other:
        assert one.begin().state != other.begin().state  # another server


PIECES = {
    "digits": "1", "blanks": " ", "signs": ",.(-", "numbers": "1 2 3 ", "SIDs": "CA0",
    "UUIDs": "01234567-", "dates": "2026-07-", "times": "10:", "pluses": "+1",
}  # fmt: skip


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_a_hostile_document_has_a_state_and_another_has_another(piece: str) -> None:
    text = piece * (48_000 // len(piece))
    assert scene(f"<Say>a{text}</Say>").state.whole != scene(f"<Say>b{text}</Say>").state.whole
