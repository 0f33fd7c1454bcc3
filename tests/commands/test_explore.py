"""`explore`: its options, its maps, whom it asks before, and whom it never asks."""

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from shlex import split
from subprocess import DEVNULL, Popen
from threading import Event
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account.rest import NUMBER, TOKEN, Account, api, number
from tests.account.rest import environment as account_of
from tests.commands.calling import (
    COMMAND,
    LIMIT,
    Result,
    Webhook,
    call,
    environment,
    json_report,
    names,
    refusal,
    rules,
    start,
    valid,
    webhook,
)
from tests.commands.test_own_limits import WITHOUT_DESCRIPTORS
from tests.report import valid as reports
from tests.report import valid_map
from tests.servers import Received, http_reply
from twiml_check.report.map import FORMS
from twiml_check.runner.explore_target import Exploring, question, question_of_one
from twiml_check.runner.settings import Asking
from twiml_check.vocabulary.events import EVENTS

MENU = '<Gather action="/key" numDigits="1"><Say>Press 1 or 2.</Say></Gather><Say>Bye.</Say>'
FAR = "http://192.0.2.1/voice#ct=100"
"""An address that is nobody's, and not private: https://www.rfc-editor.org/rfc/rfc5737"""
ONE = ("--caller", "plain", "--patience", "0")
"""The fewest requests."""


def form(request: Received) -> dict[str, str]:
    text = request.body.decode() if request.method == "POST" else request.path.partition("?")[2]
    return dict(parse_qsl(text, keep_blank_values=True))


def twiml(verbs: str) -> bytes:
    return http_reply(f"<Response>{verbs}</Response>".encode())


def shop(request: Received) -> bytes:
    """A menu with three ends; whoever presses another key hears it again."""
    key = form(request).get("Digits", "")
    if request.path.partition("?")[0] != "/key":
        return twiml(MENU)
    return twiml({"1": "<Say>Sales.</Say>", "2": "<Say>Support.</Say><Hangup/>"}.get(key, MENU))


def site(**documents: str) -> Callable[[Received], bytes]:
    """Documents by path; `start` is at `/`."""

    def answer(request: Received) -> bytes:
        return twiml(documents[request.path.partition("?")[0].strip("/") or "start"])

    return answer


def explored(hook: Webhook, *options: str | Path, status: int = 0, **more: Any) -> dict[str, Any]:
    """The only target of a report."""
    url = "" if more.pop("nowhere", False) else hook.url("/")
    (target,) = json_report("explore", url, *options, status=status, **more)["targets"]
    assert isinstance(target, dict)
    return target


def left(target: dict[str, Any]) -> dict[str, int]:
    found = target["map"]["coverage"]["left"]
    assert isinstance(found, dict)
    return found


# Maps.

ORACLES: dict[str, Callable[[str], Any]] = {
    "html": valid_map.page,
    "svg": valid_map.drawing,
    "mmd": valid_map.mermaid_lines,
    "dot": valid_map.dot_statements,
    "json": json.loads,
}


def test_a_map_in_each_form_beside_the_report(tmp_path: Path) -> None:
    assert ORACLES.keys() == FORMS.keys()
    files = {form: tmp_path / f"map.{form}" for form in FORMS}
    with webhook(shop) as hook:
        result = call("explore", hook.url("/"), *(f"--map={file}" for file in files.values()))
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[-1].startswith(f"PASS  {hook.url('/')}")
    for name, file in files.items():
        text = file.read_text("utf-8")
        ORACLES[name](text)
        assert "Press 1 or 2." in text


def test_a_report_in_a_file_is_written_beside_a_map_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    with webhook(shop) as hook:
        result = call("explore", hook.url("/"), "--map=-", "--format", "json", "-o", file, *ONE)
    ORACLES["mmd"](result.out)
    assert valid(file.read_text())["verdict"] == "pass"


@pytest.mark.parametrize("option", ["--map=-", "--map=dot=-", "--map=json=-"])
def test_a_map_on_standard_output_takes_the_place_of_the_report(option: str) -> None:
    with webhook(shop) as hook:
        result = call("explore", hook.url("/"), option, *ONE)
    assert (result.status, result.err) == (0, "")
    named = {"--map=-": "mmd", "--map=dot=-": "dot", "--map=json=-": "json"}[option]
    ORACLES[named](result.out)


@pytest.mark.parametrize("file", ["map.png", "map", ".svg", "html", "png=x.svg.png", ""])
def test_an_ending_that_is_no_form_is_refused(file: str, tmp_path: Path) -> None:
    with webhook(shop) as hook:
        said = refusal("explore", hook.url("/"), "--map", file, cwd=tmp_path)
    assert ".svg" in said or "empty" in said
    assert names(tmp_path) == []
    assert hook.received == []


@pytest.mark.parametrize(
    "options",
    [
        ("--map", "a.svg", "--map", "a.svg"),
        ("--map", "a.svg", "--map", "./a.svg"),
        ("--map", "a.json", "--report", "json=a.json"),
        ("--map", "a.html", "--format", "html", "-o", "a.html"),
        ("--map", "ca.html", "--ca-bundle", "ca.html"),
        ("--map", "-", "--map", "dot=-"),
        ("--map", "-", "--path", "1"),
    ],
)
def test_nothing_is_lost_to_a_map(options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "ca.html").write_text("kept")
    with webhook(shop) as hook:
        refusal("explore", hook.url("/"), *options, cwd=tmp_path)
    assert (tmp_path / "ca.html").read_text() == "kept"
    assert names(tmp_path) == ["ca.html"]
    assert hook.received == []


def test_a_folder_is_no_map(tmp_path: Path) -> None:
    (tmp_path / "map.svg").mkdir()
    with webhook(shop) as hook:
        assert "it is a folder" in refusal("explore", hook.url("/"), "--map", tmp_path / "map.svg")
    assert hook.received == []


# Whom it asks before.


def test_who_is_asked_about_before() -> None:
    near = ("http://127.0.0.1/x", "http://localhost:5000/", "http://10.1.2.3/", "http://[::1]/x")
    for url in near:
        assert question(Asking(event="voice"), Exploring(), url) == ""
        assert question_of_one(Asking(event="voice"), Exploring(), url) == ""
    said = question(Asking(event="voice"), Exploring(budget=7), FAR)
    assert said.startswith(
        "explore sends up to 7 real requests to 192.0.2.1, as calls from many people"
    )
    assert "as messages from" in question(Asking(event="sms"), Exploring(), FAR)
    assert question(Asking(event="voice", app="shop:app"), Exploring(), FAR) == ""
    assert "explore" not in question_of_one(Asking(event="voice"), Exploring(), FAR)


def test_a_question_needs_somebody() -> None:
    said = refusal("explore", FAR)
    assert said.startswith("explore sends up to 300 real requests to 192.0.2.1")
    assert said.endswith("; --yes confirms this")


def test_yes_asks_unasked() -> None:
    result = call("explore", FAR, "--yes", "--budget", "1", "-q")
    assert (result.status, result.err) == (1, "")
    assert result.out.startswith(f"FAIL  {FAR}: 1 error")


def answered(*arguments: str, answer: bytes) -> tuple[int, str]:
    """Run the tool on a terminal, and answer its question; the status and what was shown."""
    ours, theirs = os.openpty()
    process = Popen(
        [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment()
    )
    os.close(theirs)
    seen = b""
    try:
        while b"[y/N]" not in seen:
            seen += os.read(ours, 4096)
        os.write(ours, answer)
        while block := os.read(ours, 4096):
            seen += block
    except OSError:  # nobody has the other side open any more
        pass
    os.close(ours)
    return process.wait(LIMIT), seen.decode()


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"no\n"])
def test_a_person_says_no(answer: bytes) -> None:
    status, seen = answered("explore", FAR, answer=answer)
    assert status == 2
    assert "explore sends up to 300 real requests to 192.0.2.1" in seen
    assert seen.rstrip().endswith("no request was sent")


def test_a_person_says_yes() -> None:
    plain = ("--budget", "1", "-q", "--color", "never")
    status, seen = answered("explore", FAR, *plain, answer=b"y\n")
    assert status == 1
    assert f"FAIL  {FAR}: 1 error" in seen


# Whom it never asks.

ELSEWHERE = (
    '<Gather action="{0}/key" numDigits="1"/>',
    "<Say>Hello.</Say><Redirect>{0}/b</Redirect>",
    '<Dial action="/d"><Number url="{0}/w" statusCallback="{0}/s">+12025550143</Number></Dial>',
    '<Enqueue waitUrl="{0}/w">q</Enqueue>',
    '<Record action="/d" recordingStatusCallback="{0}/r"/>',
    "<Play>{0}/a.mp3</Play>",
)


@pytest.mark.parametrize("verbs", ELSEWHERE)
def test_another_host_is_drawn_and_never_asked(verbs: str) -> None:
    pages = site(**dict.fromkeys(("b", "key", "w", "s", "r"), "<Say>a</Say>"))
    with (
        webhook(pages) as other,
        webhook(site(start=verbs.format(other.url("")), d="<Say>Bye.</Say>")) as hook,
    ):
        target = explored(hook, *ONE)
        assert other.received == []
        asked = explored(hook, *ONE, "--allow-host", f"127.0.0.1:{other.server.port}")
        then = len(other.received)
    drawn = [edge for edge in target["map"]["edges"] if edge["state"] == "host"]
    assert bool(drawn) == ("Play" not in verbs)
    assert {each["to"] for each in drawn} <= {None}
    assert all(other.url("") in each["address"] for each in drawn)
    assert bool(then) == ("Play" not in verbs)
    assert "host" not in left(asked)


def test_nor_where_an_http_redirect_leads_there() -> None:
    with webhook(site(start="<Say>a</Say>", b="<Say>a</Say>")) as other:
        away = f"Location: {other.url('/b')}"

        def answer(request: Received) -> bytes:
            if request.path == "/key":
                return http_reply(b"", away, status="307 Go")
            return twiml(MENU)

        with webhook(answer) as hook:
            target = explored(hook, *ONE)
            assert other.received == []
            explored(hook, *ONE, "--host", "127.0.0.1")
            assert other.received
    assert rules({"targets": [target]}) == []


# How much, how fast, and who.


def endless(request: Received) -> bytes:
    """Every key leads to another place, without end; no numbers, since those are alike."""
    place = request.path.partition("?")[0].strip("/")
    key = "abcdefghij*#"[int(form(request).get("Digits", "0").replace("*", "0"))]
    return twiml(f'<Gather action="/{place}{key}" numDigits="1"><Say>At {place}.</Say></Gather>')


def test_a_budget_that_cuts_leaves_it_undecided() -> None:
    with webhook(endless) as hook:
        target = explored(hook, "--budget", "20", status=3)
    assert len(hook.received) == target["map"]["requests"] <= 20
    assert target["undecided"] == f"stopped after {len(hook.received)} requests (--budget)"
    assert left(target)["budget"] > 0
    assert len({edge["state"] for edge in target["map"]["edges"]}) > 1


def test_an_error_fails_it_whatever_the_budget() -> None:
    with webhook(lambda _: http_reply(b"", status="500 Oh")) as hook:
        explored(hook, "--budget", "1", status=1)


def test_depth_counts_choices_and_no_redirects() -> None:
    def answer(request: Received) -> bytes:
        return (
            endless(request)
            if "Digits" in form(request) or request.path == "/x"
            else twiml("<Redirect>/x</Redirect>")
        )

    with webhook(answer) as hook:
        target = explored(hook, "--depth", "1", *ONE, status=3)
    assert target["undecided"] == "stopped after 1 choices in a row (--depth)"
    assert max(len(node["way"]) for node in target["map"]["nodes"]) == 1
    assert left(target)["depth"] > 0


def test_a_time_that_is_over_leaves_it_undecided() -> None:
    with webhook(endless) as hook:
        target = explored(hook, "--time-limit", "0.05", status=3)
    assert target["undecided"] == "stopped after 0.05 s (--time-limit)"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--budget", "0"), ("--depth", "0"), ("--time-limit", "nan"), ("--rate", "nan"),
     ("--min-coverage", "nan"), ("--time-limit", "-1"),
     ("--jobs", "0"), ("--rate", "-1"), ("--min-coverage", "101"), ("--patience", "-1"),
     ("--caller", "nobody"), ("--path", '1 "a')],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused(option: str, value: str) -> None:
    with webhook(shop) as hook:
        assert option in refusal("explore", hook.url("/"), option, value) or option == "--path"
    assert hook.received == []


def test_a_rate_is_kept() -> None:
    times: list[float] = []

    def answer(request: Received) -> bytes:
        times.append(time.monotonic())
        return shop(request)

    with webhook(answer) as hook:
        explored(hook, "--rate", "50", "-j", "8", *ONE)
    assert len(times) > 10
    assert times[-1] - times[0] >= (len(times) - 2) / 50


def test_a_minimum_of_coverage() -> None:
    def answer(request: Received) -> bytes:
        if form(request).get("Digits") == "1":
            return http_reply(b"", status="500 Oh")
        return shop(request)

    with webhook(answer) as hook:
        options = (*ONE, "--fail-on", "never")
        met = explored(hook, *options, "--min-coverage", "50")
        unmet = explored(hook, *options, "--min-coverage", "100", status=1)
    assert [each["met"] for each in met["expectations"]] == [True]
    (expected,) = unmet["expectations"]
    assert (expected["kind"], expected["met"]) == ("coverage", False)
    assert re.fullmatch(r"\d\d %", expected["found"])


def test_who_calls() -> None:
    with webhook(shop) as hook:
        explored(hook, "--caller", "withheld", "--caller", "sip")
        callers = {form(each)["From"] for each in hook.received}
        assert callers == {"anonymous", "sip:robin@pbx.example.com"}
        hook.received.clear()
        explored(hook)
        every = [form(each) for each in hook.received]
    assert {each["From"] for each in every} >= {"anonymous"}
    assert {each["FromCity"] for each in every} == {"PORTLAND", ""}
    first = {each["CallSid"]: each["From"] for each in every if each["From"] != "anonymous"}
    assert len(set(first.values())) == len(first)


def test_own_digits_and_words_are_tried() -> None:
    verbs = '<Gather input="dtmf speech" action="/key"><Say>Your zip code?</Say></Gather>'
    with webhook(site(start=verbs, key="<Say>Thanks.</Say>")) as hook:
        explored(hook, "--digits", "00501", "--digits", "00544", "--say", "New York", *ONE)
        entered = [form(each) for each in hook.received]
        assert {"00501", "00544"} < {each.get("Digits") for each in entered}
        assert "New York" in {each.get("SpeechResult") for each in entered}
    with webhook(site(start="<Message>Hello.</Message>")) as hook:
        explored(hook, "--event", "sms", "--say", "tea time")
        assert "tea time" in {form(each)["Body"] for each in hook.received}


def test_stop_is_the_last_word_of_a_conversation() -> None:
    with webhook(lambda _: twiml("<Message>Hello. Text MENU.</Message>")) as hook:
        explored(hook, "--event", "sms", "-j", "1")
    written: dict[str, list[str]] = {}
    for each in map(form, hook.received):
        written.setdefault(each["From"], []).append(each["Body"])
    stopped = [texts for texts in written.values() if "STOP" in texts]
    assert [texts.index("STOP") for texts in stopped] == [len(texts) - 1 for texts in stopped]
    assert len(stopped) == 1


def test_callbacks_are_delivered_once_or_not_at_all() -> None:
    verbs = (
        '<Gather action="/" numDigits="1"/><Record action="/d" recordingStatusCallback="/kept" '
        'transcribe="true" transcribeCallback="/text"/>'
    )
    pages = site(start=verbs, d="<Say>Bye.</Say>", kept="", text="")
    with webhook(pages) as hook:
        explored(hook)
        times = Counter(each.path for each in hook.received)
        assert (times["/kept"], times["/text"]) == (1, 1)
        hook.received.clear()
        target = explored(hook, "--no-callbacks")
        assert {"/kept", "/text"}.isdisjoint(each.path for each in hook.received)
    assert left(target) == {}


DELIVERED = [
    ("recording-status", '<Record recordingStatusCallback="/c"/>'),
    ("transcription", '<Record transcribe="true" transcribeCallback="/c"/>'),
    (
        "conference",
        '<Dial><Conference statusCallbackEvent="start" statusCallback="/c">r</Conference></Dial>',
    ),
    (
        "call-progress",
        '<Dial><Number statusCallback="http://{host}/c">+12025550143</Number></Dial>',
    ),
    ("partial-result", '<Gather input="speech" partialResultCallback="/c" action="/"/>'),
    (
        "live-transcript",
        '<Start><Transcription statusCallbackUrl="http://{host}/c"/></Start><Say>Hi</Say>',
    ),
    (
        "stream-status",
        '<Start><Stream url="wss://x.example/" statusCallback="http://{host}/c"/></Start>',
    ),
]


@pytest.mark.parametrize(("event", "verbs"), DELIVERED)
def test_a_callback_of_a_call_is_judged_as_the_event_is(event: str, verbs: str) -> None:
    """The same response gives the same finding, whether a call or `--event` sends the callback."""
    answers = {
        "ok": http_reply(b"ok", content_type="text/plain"),
        "json": http_reply(b'{"ok":true}', content_type="application/json"),
        "nothing": http_reply(b"", content_type=None, status="204 No Content"),
        "fails": http_reply(b"no", content_type="text/plain", status="500 Oh"),
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for name, given in answers.items():

        def page(request: Received, given: bytes = given) -> bytes:
            host = request.header("Host") or ""
            return given if request.path == "/c" else twiml(verbs.replace("{host}", host))

        with webhook(page) as hook:
            target = explored(hook, *ONE, "--depth", "1", status=int(name == "fails"))
            assert any(each.path == "/c" for each in hook.received)
        found[name] = [each for each in target["findings"] if each["rule"] == "callback-failed"]
    row = EVENTS[event]
    assert (found["ok"], found["json"], found["nothing"]) == ([], [], [])
    [failed] = found["fails"]
    assert failed["twilio_code"] == row.failure_code
    assert failed["note"].endswith(row.lost)
    assert "caller" not in failed["message"] + failed["help"]


def patient(request: Received) -> bytes:
    """A cookie counts wrong keys, and the fourth is too much."""
    if request.path == "/":
        return twiml(MENU)
    seen = int((request.header("Cookie") or "n=0").rpartition("=")[2]) + 1
    if form(request)["Digits"] == "1":
        return twiml("<Say>Sales.</Say>")
    if seen == 4:
        return http_reply(b"", status="500 Oh")
    return http_reply(b"<Response><Redirect>/</Redirect></Response>", f"Set-Cookie: n={seen}")


def test_patience() -> None:
    with webhook(patient) as hook:
        found = explored(hook, "--caller", "plain", status=1)
        assert len(found["findings"][0]["way"]) == 4
        few = len(hook.received)
        explored(hook, *ONE)
        assert len(hook.received) - few < few


def strip(target: dict[str, Any]) -> Any:
    """What is found, without its order and its times."""
    nodes = {(" ".join(node["way"]), node["said"], node["end"]) for node in target["map"]["nodes"]}
    edges = Counter(
        (" ".join(edge["steps"]), edge["state"], edge["address"], edge["repeats"])
        for edge in target["map"]["edges"]
    )
    found = [(each["rule"], each["message"], each.get("way")) for each in target["findings"]]
    return nodes, edges, sorted(found, key=str), target["map"]["coverage"], target["verdict"]


@pytest.mark.parametrize("answer", [shop, patient])
def test_calls_side_by_side_find_the_same(answer: Callable[[Received], bytes]) -> None:
    status = 1 if answer is patient else 0
    with webhook(answer) as hook:
        one, *others = (explored(hook, "-j", jobs, status=status) for jobs in ("1", "4", "16"))
    assert [strip(each) == strip(one) for each in others] == [True, True]


def test_the_same_seed_sends_the_same() -> None:
    with webhook(shop) as hook:
        sent: list[Counter[tuple[str, bytes]]] = []
        for seed in ("x", "x", "y"):
            hook.received.clear()
            explored(hook, "--seed", seed)
            sent.append(Counter((each.path, each.body) for each in hook.received))
    assert sent[0] == sent[1] != sent[2]


# Ends.


def test_many_callbacks_are_delivered_in_several_calls() -> None:
    def answer(request: Received) -> bytes:
        host = request.header("Host")
        numbers = "".join(
            f'<Number statusCallback="http://{host}/told{each}">+15017122661</Number>'
            for each in range(25)
        )
        dial = f"<Response><Dial>{numbers}</Dial></Response>"
        return http_reply(b"" if request.path != "/" else dial.encode())

    with webhook(answer) as hook:
        explored(hook, "--budget", "60", "--fail-on", "never")
        told = {each.path for each in hook.received} - {"/"}
    assert told == {f"/told{each}" for each in range(25)}


@pytest.mark.parametrize("options", [("explore", "--path", "1"), ("call", "--keys", "1")])
def test_ctrl_c_ends_one_way_as_it_ends_them_all(options: tuple[str, ...]) -> None:
    asked, release = Event(), Event()

    def answer(request: Received) -> bytes:
        if request.path == "/key":
            asked.set()
            release.wait(LIMIT)
        return shop(request)

    with webhook(answer) as hook:
        process = start(*options, hook.url("/"), stdin=DEVNULL)
        assert asked.wait(LIMIT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)
        release.set()
    assert (process.returncode, err) == (130, b"")
    assert b"Press 1 or 2." in out
    assert b"interrupted" in out


def test_ctrl_c_prints_what_is_known_and_waits_for_nobody(tmp_path: Path) -> None:
    asked, release = Event(), Event()

    def answer(request: Received) -> bytes:
        if request.path == "/key":
            asked.set()
            release.wait(LIMIT)
        return shop(request)

    with webhook(answer) as hook:
        options = ("-j", "2", "--map", str(tmp_path / "map.json"), "--format", "json")
        process = start("explore", hook.url("/"), *options, stdin=DEVNULL)
        assert asked.wait(LIMIT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LIMIT)  # the server is still silent
        assert not release.is_set()
        release.set()
    assert (process.returncode, err) == (130, b"")
    (target,) = valid(out.decode())["targets"]
    assert target["verdict"] == "undecided"
    assert [node["said"] for node in target["map"]["nodes"]] == ["Press 1 or 2. Bye."]
    assert left(target)["budget"] > 0
    assert json.loads((tmp_path / "map.json").read_text()) == target["map"]


READERS: dict[str, Callable[[str], Any]] = {
    "text": lambda text: reports.text_lines(text, 80),
    "json": reports.json_report,
    "junit": reports.junit_tree,
    "sarif": reports.sarif_run,
    "gitlab": reports.gitlab_issues,
    "github": reports.github_commands,
    "markdown": reports.markdown_tokens,
    "html": reports.Page,
}


@pytest.mark.parametrize("name", READERS)
def test_each_form_of_the_report_is_valid(name: str) -> None:
    with webhook(patient) as hook:
        result = call("explore", hook.url("/"), "--format", name, env={"COLUMNS": "80"})
    assert (result.status, result.err) == (1, "")
    READERS[name](result.out)
    assert "500" in result.out


def test_few_descriptors_are_nobodys_fault() -> None:
    with webhook(shop) as hook:
        words = ["explore", hook.url("/"), "-q"]
        result = call_with(WITHOUT_DESCRIPTORS, *words)
    assert result.status == 3, result
    assert result.out.splitlines()[-1].startswith(f"UNDECIDED  {hook.url('/')}")


def call_with(code: str, *words: str) -> Result:
    """Run the tool in a process that begins with this code."""
    process = Popen(
        [COMMAND[0], "-c", code, *words], stdout=-1, stderr=-1, env=environment(), text=True
    )
    out, err = process.communicate(timeout=LIMIT)
    return Result(process.returncode, out, err)


# What it explores, and what not.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://127.0.0.1:1/", "--event", "list"), "list"),
        (("http://127.0.0.1:1/", "--event", "call-status"), "call-status is a callback"),
        (("http://127.0.0.1:1/", "--event", "message-status"), "message-status is a callback"),
        (("a.xml",), "explore needs the URL of a webhook; a.xml is a file"),
        ((".",), "is a file"),
        (("ftp://127.0.0.1/",), ""),
        ((), "TARGET"),
        (("http://127.0.0.1:1/", "http://127.0.0.1:1/"), "unexpected"),
    ],
)
def test_what_cannot_be_explored(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<Response/>")
    assert said in refusal("explore", *words, cwd=tmp_path)


def test_the_number_of_an_account() -> None:
    with webhook(shop) as hook:
        account = Account([number(voice_url=hook.url("/voice"), sms_url=hook.url("/sms"))])
        with api(account.answer) as url:
            env = account_of(url)
            report = json_report("explore", NUMBER, *ONE, status=0, env=env)
    (target,) = report["targets"]
    assert (target["target"], target["event"]) == (NUMBER, "voice")
    assert target["map"]["coverage"]["left"] == {}
    assert {form(each)["To"] for each in hook.received} == {NUMBER}
    assert {each.path for each in hook.received} == {"/voice", "/key"}
    validator = RequestValidator(TOKEN)
    for each in hook.received:
        signed = each.header("X-Twilio-Signature")
        assert validator.validate(hook.url(each.path), form(each), signed)


def test_the_fallback_is_followed() -> None:
    def answer(request: Received) -> bytes:
        if request.path == "/key" and form(request).get("Digits") == "1":
            return http_reply(b"", status="500 Oh")
        if request.path == "/fallback":
            return twiml("<Say>Sorry.</Say>")
        return shop(request)

    with webhook(answer) as hook:
        target = explored(hook, *ONE, "--fallback", hook.url("/fallback"), status=1)
        asked = [form(each) for each in hook.received if each.path == "/fallback"]
    assert "Sorry." in {node["said"] for node in target["map"]["nodes"]}
    assert {each["ErrorUrl"] for each in asked} == {hook.url("/key")}
    assert {each["Digits"] for each in asked} == {"1"}
    assert "http-error" in rules({"targets": [target]})


def test_a_public_url_is_signed_and_loopback_is_asked() -> None:
    public = "https://shop.example/voice"
    menu = MENU.replace("/key", "https://shop.example/key?a=b")

    def answer(request: Received) -> bytes:
        return twiml(menu) if request.path == "/local" else shop(request)

    with webhook(answer) as hook:
        (target,) = json_report(
            "explore", hook.url("/local"), "--public-url", public, "--auth-token", TOKEN, *ONE,
            status=0,
        )["targets"]  # fmt: skip
    assert left(target) == {}
    paths = {each.path for each in hook.received}
    assert paths >= {"/local", "/key?a=b"}
    validator = RequestValidator(TOKEN)
    for each in hook.received:
        assert each.header("Host") == "shop.example"
        url = public if each.path == "/local" else f"https://shop.example{each.path}"
        assert validator.validate(url, form(each), each.header("X-Twilio-Signature"))


APP = """
from flask import Flask, Response, request

def make(greeting="Press 1."):
    app = Flask(__name__)

    @app.post("/voice")
    def voice():
        key = request.form.get("Digits")
        told = f"<Say>{key}</Say>" if key else (
            f'<Gather numDigits="1"><Say>{greeting}</Say></Gather><Say>Bye.</Say>')
        return Response(f"<Response>{told}</Response>", mimetype="text/xml")

    return app

app = make()
"""


@pytest.mark.parametrize("app", ["shop:app", "shop:make", 'shop:make("Hello, press 1.")'])
def test_an_app_in_process(app: str, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(APP)
    report = json_report("explore", "--app", app, "/voice", *ONE, status=0, cwd=tmp_path)
    (target,) = report["targets"]
    assert target["map"]["coverage"]["left"] == {}
    assert "press 1." in target["map"]["nodes"][0]["said"].lower()
    assert "--app" in target["map"]["again"]


def test_an_address_that_hung_twice_is_asked_no_more() -> None:
    release = Event()

    def answer(request: Received) -> bytes:
        if request.path == "/slow":
            release.wait(LIMIT)
        return twiml('<Gather action="/slow#tt=300" numDigits="1"/><Say>Bye.</Say>')

    with webhook(answer) as hook:
        target = explored(hook, *ONE, "-j", "1", status=1)
        release.set()
    assert sum(each.path == "/slow" for each in hook.received) == 2
    assert left(target) == {"failed": 2, "dead": 9}
    assert rules({"targets": [target]}) == ["answer-timeout"]


def test_what_prints_it_again_explores_it_again() -> None:
    with webhook(patient) as hook:
        result = call("explore", hook.url("/"), "--param", "X=a b")
        again = re.findall("again: (.*)", result.out)[0]
        assert again.startswith("twiml-check explore --param 'X=a b' ")
        hook.received.clear()
        played = call(*split(again)[1:])
        assert played.status == 1
        assert "the webhook responded with 500" in played.out
        assert {form(each)["X"] for each in hook.received} == {"a b"}
