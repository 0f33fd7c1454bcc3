"""The explorer on apps with one oddity each, small enough to be read beside what is expected."""

from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask, Response, request

from tests.calls.exploring import edges_of, explored, map_of
from twiml_check.model.call_map import CallMap, Node

ASKING = '<Gather numDigits="1" action="/key"><Say>Press 1 or 2.</Say></Gather>'
KEYS = f"{ASKING}<Say>Bye.</Say>"
ALONE = ("plain",)


def twiml(inside: str) -> Response:
    return Response(f"<Response>{inside}</Response>", content_type="text/xml")


def app_of(**views: Callable[[], Response]) -> Flask:
    """An app with a view at each address, by its name."""
    app = Flask(__name__)
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view, methods=["GET", "POST"])
    return app


def said(text: str) -> Callable[[], Response]:
    return lambda: twiml(text)


def leads_there(call_map: CallMap, node: Node) -> bool:
    """Say whether the way of a node, gone along the edges of the map, leads to it."""
    todo, seen = [(1, 0)], set[tuple[int, int]]()
    while todo:
        place = at, done = todo.pop()
        if place == (node.number, len(node.way)):
            return True
        if place not in seen:
            seen.add(place)
            todo += [
                (edge.end, done + len(edge.steps))
                for edge in call_map.edges
                if edge.start == at
                and edge.end
                and edge.steps == node.way[done:][: len(edge.steps)]
            ]
    return False


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_shorter_way_found_beside_a_call_on_the_longer_one(jobs: int) -> None:
    def recorded() -> Response:
        by_key = request.form.get("Digits") == "#"
        return twiml("<Say>Thanks.</Say><Redirect>/menu</Redirect>" if by_key else KEYS)

    def key() -> Response:
        return twiml(f"<Say>{'Yes' if request.form['Digits'] == '1' else 'No'}.</Say>")

    app = app_of(voice=said('<Record action="/recorded"/>'), recorded=recorded, key=key)
    app.add_url_rule("/menu", "menu", said(KEYS), methods=["POST"])
    result = explored(app, "/voice", caller=ALONE, jobs=jobs)
    edges = edges_of(result)
    assert result.findings == ()
    assert {words for start, words in edges if start == 1} == {"recorded", "pause", "hangup"}
    assert {edge.state for edge in edges.values()} == {"answered"}
    assert [node.way for node in map_of(result).nodes if node.said.startswith("Press")] == [
        ("pause",)
    ]


def test_an_address_that_failed_after_a_hangup_and_fails_in_the_call() -> None:
    def recorded() -> Response:
        fields = request.form
        if fields.get("Digits") == "hangup" or "DialCallStatus" in fields:
            return Response(status=500)
        return twiml("<Redirect>/menu</Redirect>")

    def key() -> Response:
        dials = '<Dial action="/recorded">+15005550006</Dial>'
        return twiml(dials if request.form["Digits"] == "7" else "<Say>No.</Say>")

    app = app_of(
        voice=said('<Record action="/recorded"/>'),
        recorded=recorded,
        menu=said(KEYS),
        key=key,
    )
    result = explored(app, "/voice", caller=ALONE)
    found = {each.rule: each for each in result.findings}
    assert found["unanswered-hangup"].way == ("hangup",)
    assert found["http-error"].way == ("recorded", "7", "no-answer")
    assert result.verdict == "fail"
    [failed] = [node for node in map_of(result).nodes if node.end == "error"]
    assert {failed.hop} == {each.hop for each in found.values()}
    assert failed.way == found["http-error"].way


def test_a_callback_of_a_message_with_a_redirect_is_delivered() -> None:
    app = app_of(
        sms=said('<Message statusCallback="/status">Hi.</Message><Redirect>/more</Redirect>'),
        more=said("<Message>More.</Message>"),
        status=lambda: Response(status=500),
    )
    result = explored(app, "/sms", "sms", caller=ALONE)
    assert [each.rule for each in result.findings] == ["callback-failed"]


def test_nobody_withholds_the_number_of_a_message() -> None:
    app = app_of(sms=said("<Message>Hi.</Message>"))
    assert explored(app, "/sms", "sms", caller=("withheld",)).verdict == "pass"


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_document_that_leads_on_by_where_the_caller_was(jobs: int) -> None:
    """The longer of two ways to it is gone first; each leads elsewhere."""
    places: dict[str, str] = {}

    def noted(name: str, document: str) -> Response:
        places[request.form["CallSid"]] = name
        return twiml(document)

    sorry = "<Say>There is no such key.</Say><Redirect>/back</Redirect>"

    def key() -> Response:
        return noted("hall", KEYS.replace("key", "cellar") if digit() == "1" else sorry)

    def digit() -> str:
        return request.form["Digits"]

    app = app_of(
        voice=said(KEYS),
        key=key,
        cellar=lambda: noted("cellar", sorry),
        back=lambda: twiml(f"<Say>In the {places[request.form['CallSid']]}.</Say><Hangup/>"),
    )
    call_map = map_of(explored(app, "/voice", caller=ALONE, jobs=jobs))
    assert {node.said for node in call_map.nodes} >= {"In the hall.", "In the cellar."}
    assert [node for node in call_map.nodes if not leads_there(call_map, node)] == []


@pytest.mark.parametrize("budget", [26, 28, 30, 32, 34, 36, 40])
def test_no_budget_makes_a_menu_without_patience_an_endless_one(budget: int) -> None:
    rounds: Counter[str] = Counter()

    def voice() -> Response:
        rounds[request.form["CallSid"]] += 1
        if rounds[request.form["CallSid"]] > 3:
            return twiml("<Say>Goodbye.</Say><Hangup/>")
        return twiml(f"{ASKING}<Redirect>/voice</Redirect>")

    def key() -> Response:
        right = request.form["Digits"] == "1"
        return twiml("<Say>Yes.</Say>" if right else "<Say>No.</Say><Redirect>/voice</Redirect>")

    result = explored(app_of(voice=voice, key=key), "/voice", budget=budget, caller=ALONE)
    assert result.findings == ()
    ended = "Goodbye." in {node.said for node in map_of(result).nodes}
    assert ended or "--budget" in result.undecided


def test_a_command_with_a_long_text_is_sent_once() -> None:
    sent: list[str] = []

    def sms() -> Response:
        sent.append(request.form["Body"])
        command, _, item = sent[-1].partition(" ")
        if command != "buy":
            return twiml("<Message>Begin your text with 'buy', for example 'buy milk'.</Message>")
        return twiml(f"<Message>{item} is on your list. Text 'buy' for more.</Message>")

    result = explored(app_of(sms=sms), "/sms", event="sms", caller=ALONE)
    [error] = result.findings
    assert error.rule == "text-too-long"
    assert error.way[-1].startswith('"buy something something')
    assert sum(len(text) == 1600 for text in sent) == 1
    assert result.undecided == ""


def test_a_speech_prompt_gets_the_number_that_it_wants() -> None:
    def voice() -> Response:
        said = request.form.get("SpeechResult", "")
        if said.isdecimal() and len(said) == 4:
            return twiml("<Say>Thank you.</Say><Dial>+1234</Dial>")
        prompt = "What is your postal code?" if not said else "Sorry, your postal code?"
        return twiml(
            f'<Gather input="speech" action="/voice"><Say>{prompt}</Say></Gather><Say>Bye</Say>'
        )

    result = explored(app_of(voice=voice), "/voice", caller=ALONE)
    [error] = [each for each in result.findings if each.level == "error"]
    assert error.way == ('"5000"',)


def test_announced_keys_and_one_wrong_one_come_first() -> None:
    keys: list[str] = []

    def deeper() -> Response:
        keys.append(request.form.get("Digits", ""))
        return twiml(ASKING.replace("/key", "/end") + "<Say>Bye.</Say>")

    app = app_of(voice=said(KEYS), key=deeper, end=said("<Say>Done.</Say>"))
    explored(app, "/voice", caller=ALONE, jobs=1)
    assert list(dict.fromkeys(keys))[:4] == ["1", "2", "3", "*"]
    assert {*keys} == {*"1234567890*"}


def test_an_unannounced_key_waits_for_the_next_question() -> None:
    asked: list[str] = []

    def noted(name: str, text: str) -> Callable[[], Response]:
        def view() -> Response:
            asked.append(f"{name} {request.form.get('Digits', '')}")
            return twiml(text)

        return view

    code = '<Gather numDigits="2" action="/code"><Say>Two digits.</Say></Gather><Say>Bye.</Say>'
    app = app_of(voice=said(KEYS), key=noted("key", code), code=noted("code", "<Say>Done.</Say>"))
    explored(app, "/voice", caller=ALONE, jobs=1)
    assert max(map(asked.index, ("code 12", "code 00", "code *", "code 1"))) < asked.index("key 4")


PLEASE = KEYS.replace("Press", "Please press")
AGAIN = "<Say>Returning to the main menu.</Say><Redirect>/menu</Redirect>"
BUSY = "<Say>Busy.</Say><Redirect>/menu</Redirect>"


@pytest.mark.parametrize("visit", [3, 4, 6])
@pytest.mark.parametrize("odd", [PLEASE, BUSY, "<Say>Bye.</Say>", "<Hangup/>", ""])
def test_one_different_response_makes_no_copies(odd: str, visit: int) -> None:
    """The menu responds differently once; a wrong key still reaches one document."""
    visits = count(1)

    def key() -> Response:
        return twiml({"1": "<Say>Hi.</Say>", "2": ""}.get(request.form["Digits"], AGAIN))

    def menu() -> Response:
        return twiml(odd if next(visits) == visit else KEYS)

    result = explored(app_of(menu=menu, key=key), "/menu", caller=ALONE, patience=1, jobs=1)
    copies = Counter(node.said for node in map_of(result).nodes)
    assert copies["Returning to the main menu."] == 1
    assert map_of(result).requests < 50
    assert result.verdict == "pass"
