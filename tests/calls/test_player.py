"""A call that is played: each planted fault at the end of its way, and all that came as values."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.calls.planted import FAULTS, Fault, make_app, split
from tests.servers import http_reply, serving, serving_app, web
from twiml_check.calls.call import NoSuchChoice
from twiml_check.calls.player import MOST_IN_A_ROW, Player
from twiml_check.calls.typed import HELP, Typed, letters, offers, read_line
from twiml_check.runner.explore_target import Exploring
from twiml_check.runner.play_target import player_opener
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging

OF_ALL_CALLS = (
    *("announced-key-unhandled", "no-way-out", "gives-up-nowhere", "leaked-state"),
    *("unhandled-outcome", "ends-without-a-word"),
)
"""Rules about more than one way through a call."""
ON_ONE_WAY = [fault for fault in FAULTS if fault.rule not in OF_ALL_CALLS]
OTHERWISE = {
    "no confidence": '6 ~"sales"',
    "second message": '"Hi" "ORDER" "SMALL"',
    "dial in queue": "4 waiting",
}
"""The words of a way where they are left open."""
MENU = (
    b"<Response><Gather numDigits='1' action='/key'><Say>Press 1 or 2.</Say></Gather>"
    b"<Say>Bye.</Say></Response>"
)


@contextmanager
def played(url: str, event: str = "voice", caller: str = "plain") -> Iterator[Player]:
    """A player of this webhook."""
    asking = Asking(event=event)
    with open_fetcher() as fetcher:
        open_call = player_opener(asking, Judging(), Exploring(), url, fetcher)
        yield Player(lambda number: open_call(number, caller))


@contextmanager
def answering(documents: dict[str, bytes] | Callable[[Any], bytes]) -> Iterator[str]:
    """A server of these documents; gives its origin."""

    def answer(request: Any) -> bytes:
        if callable(documents):
            return documents(request)
        return http_reply(documents[request.path])

    with serving(web(answer)) as server:
        yield server.url("")


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """The planted app; gives its origin."""
    with serving_app(make_app(faults=True)) as origin:
        yield origin


@pytest.fixture(scope="module")
def twin() -> Iterator[str]:
    """The mended app."""
    with serving_app(make_app(faults=False)) as origin:
        yield origin


def go(player: Player, fault: Fault) -> None:
    player.begin()
    for word in split(OTHERWISE.get(fault.name, fault.way)):
        player.take(word)


@pytest.mark.parametrize("fault", ON_ONE_WAY, ids=lambda fault: str(fault.name))
def test_a_fault_stands_at_the_end_of_its_way(fault: Fault, shop: str, twin: str) -> None:
    event = "sms" if fault.entry == "/sms" else "voice"
    for origin in (shop, twin):
        with played(origin + fault.entry, event, fault.caller or "plain") as player:
            go(player, fault)
            hops, findings = player.played()
        assert [hop.number for hop in hops] == list(range(1, len(hops) + 1))
        found = {each.rule: each for each in findings if each.level != "info"}
        assert (fault.rule in found) == (origin == shop)
        if origin == shop:
            assert hops[found[fault.rule].hop - 1].name.endswith(fault.address)
            assert len(found[fault.rule].way) == len(split(fault.way))


def test_a_turn_is_all_that_comes_of_a_choice(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        begin = player.begin()
        assert begin.word == ""
        assert begin.lines[0].startswith("Press 1 for sales")
        balance = player.take("2"), player.take("1")
    assert balance[1].lines == ("You owe us nothing. Goodbye.",)
    assert [hop.name.rpartition("/")[2] for hop in balance[1].hops] == ["account", "balance"]
    assert (balance[0].end, balance[1].end, player.way) == ("", "hangup", ("2", "1"))
    with pytest.raises(NoSuchChoice, match=r"^1: the call is over$"):
        player.take("1")


def test_a_step_back_is_a_new_call_without_it(shop: str) -> None:
    with played(f"{shop}/voice") as player:
        player.begin()
        player.take("1")
        player.take("busy")
        first = player.turns[0].hops[0].request
        assert player.back().lines == ("(dials +12025550143)",)
        again = player.turns[0].hops[0].request
        assert player.take("completed").end == "hangup"
        hops, findings = player.played()
    assert first
    assert again
    assert dict(first.params)["CallSid"] != dict(again.params)["CallSid"]
    assert dict(first.params)["From"] != dict(again.params)["From"]
    assert player.way == ("1", "completed")
    assert [hop.choice for hop in hops] == ["", "1", "completed", "busy"]
    (error,) = findings
    assert (error.hop, error.way) == (4, ("1", "busy"))


def test_there_is_no_step_before_the_first() -> None:
    with answering({"/": MENU}) as origin, played(f"{origin}/") as player:
        player.begin()
        with pytest.raises(NoSuchChoice, match="this is the beginning"):
            player.back()
        assert player.take("silence").lines == ("Bye.",)


def test_what_others_hear_leaves_the_call_where_it_is(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        player.begin()
        player.take("1")
        assert player.take("whisper").lines == ("A customer.",)
        assert player.take("statusCallback").lines == ()
        assert player.take("no-answer").end == "hangup"
        player.back()
        player.back()
        player.back()
        player.back()
        player.take("4")
        assert player.take("waiting").lines[0] == "Please hold the line."
        assert player.take("bridged").lines == ("That was our support. Goodbye.",)


def test_a_whisper_may_ask_its_own_questions() -> None:
    documents = {
        "/": b"<Response><Dial><Number url='/ask'>+12025550143</Number></Dial></Response>",
        "/ask": b"<Response><Gather action='/take' numDigits='1'><Say>Take it? Press 1.</Say>"
        b"</Gather><Hangup/></Response>",
        "/take": b"<Response><Say>Connected.</Say></Response>",
    }
    with answering(documents) as origin, played(f"{origin}/") as player:
        player.begin()
        player.take("whisper")
        assert player.take("1").lines == ("Connected.",)
        assert player.take("busy").end == "end"
        player.back()
        player.back()
        assert player.take("hangup").end == ""  # the other party is gone, the caller is not
        assert player.take("no-answer").end == "end"


def test_a_circle_ends() -> None:
    documents = {"/": b"<Response><Redirect>/</Redirect></Response>"}
    with answering(documents) as origin, played(f"{origin}/") as player:
        assert player.begin().end == "loop"
        assert "redirect-loop" in {each.rule for each in player.played()[1]}


def test_documents_that_count_end() -> None:
    def count(request: Any) -> bytes:
        number = int(request.path[1:] or 0) + 1
        return http_reply(b"<Response><Redirect>/%d</Redirect></Response>" % number)

    with answering(count) as origin, played(f"{origin}/") as player:
        turn = player.begin()
        assert (turn.end, len(turn.hops)) == ("stopped", MOST_IN_A_ROW + 1)
        assert player.undecided == turn.stopped == "stopped after 50 documents in a row"


def test_another_host_is_not_asked() -> None:
    with answering({"/": MENU}) as other:
        documents = {
            "/": f"<Response><Gather action='{other}/'><Say>Press 1.</Say></Gather>"
            f"<Redirect>{other}/</Redirect></Response>".encode()
        }
        with answering(documents) as origin, played(f"{origin}/") as player:
            player.begin()
            with pytest.raises(
                NoSuchChoice, match=r"^1: twiml-check sends no request to another host: http://127"
            ):
                player.take("1")
            turn = player.take("silence")
            assert (turn.end, turn.hops) == ("stopped", ())
            assert turn.stopped.startswith("twiml-check sends no request to another host")
            assert player.undecided == ""


def test_lines_mean_what_is_possible(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        player.begin()
        assert offers(player.call, begun=False)[0] == "keys 1 2 3 4 5 6 7 8"
        assert read_line(" 1 2 ", player.call) == Typed("12")
        assert read_line("", player.call) == Typed("silence")
        assert read_line("h", player.call) == Typed("hangup")
        assert read_line("b", player.call) == Typed(command="back")
        player.take("1")
        named = letters(player.call.stop)
        assert named["b"] == "busy"
        assert {*named.values()} == {"no-answer", "completed", "busy", "failed", "canceled"}
        assert read_line("b", player.call) == Typed("busy")
        assert read_line("2", player.call) == Typed("completed")
        assert read_line("no", player.call) == Typed("no-answer")
        assert read_line("Status", player.call) == Typed("statusCallback")
        assert read_line("u", player.call) == Typed(command="back")
        player.back()
        player.take("6")
        assert offers(player.call, begun=True)[0] == 'say "sales" "research & development"'
        assert read_line("sales or so", player.call) == Typed('"sales or so"')
        assert read_line('"back"', player.call) == Typed('"back"')
        assert read_line('?"sales"', player.call) == Typed('?"sales"')
        assert read_line("7", player.call) == Typed('"7"')


def test_the_commands_fit_eighty_columns() -> None:
    assert max(map(len, HELP.splitlines())) <= 80


def test_the_music_of_a_queue_is_asked_again_with_the_time(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        player.begin()
        for word in ("4", "waiting", "waiting"):
            player.take(word)
        first, again = (turn.hops[-1].request for turn in player.turns[-2:])
        assert first
        assert again
        assert first.url == again.url
        assert dict(first.params)["QueueTime"] == "0"
        assert dict(again.params)["QueueTime"] == "30"
        assert player.take("leave").lines == ("That was our support. Goodbye.",)


def test_what_a_branch_does_not_offer_the_call_does() -> None:
    documents = {
        "/": b"<Response><Dial action='/told'><Number url='/ask'>+12025550143</Number></Dial>"
        b"</Response>",
        "/ask": b"<Response><Gather><Say>Take it?</Say></Gather></Response>",
        "/told": b"<Response><Say>Nobody took it.</Say></Response>",
    }
    with answering(documents) as origin, played(f"{origin}/") as player:
        player.begin()
        player.take("whisper")
        assert player.take("busy").lines == ("Nobody took it.",)


def test_a_callback_comes_late_too(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        player.begin()
        player.take("3")
        assert player.take("hangup").end == "caller"
        turn = player.take("transcribeCallback")
        assert (turn.end, len(turn.hops), turn.lines) == ("caller", 1, ())
    with played(f"{twin}/voice") as player:
        player.begin()
        player.take("1")
        player.take("no-answer")
        assert player.take("statusCallback").hops  # of the document before


def test_a_queue_takes_no_silence_and_says_what_is_heard_there(twin: str) -> None:
    with played(f"{twin}/voice") as player:
        player.begin()
        player.take("4")
        with pytest.raises(NoSuchChoice, match="use waiting to hear what a waiting caller hears"):
            player.take("silence")
