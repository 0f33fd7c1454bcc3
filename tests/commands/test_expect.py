"""--expect and its like: met or not, for webhooks and files, in text and in JSON."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.calling import UNREACHED, call, json_report, refusal, webhook
from tests.servers import Received, http_reply

PAGES = {
    "/sms": b"<Response><Message>The first  door</Message><Redirect>/door</Redirect></Response>",
    "/door": b"",
    "/chest": b"<Response><Message to='+16515550142'><Body>Gold</Body></Message></Response>",
}
DEEP = b"<Response>" + b"<a>" * 9000 + b"</a>" * 9000 + b"</Response>"
ENDLESS = ".//*//*//*//*//x"


def answered(request: Received) -> bytes:
    if request.path == "/door":
        return http_reply(b"", "Location: /chest", status="307 Temporary Redirect")
    return http_reply(PAGES[request.path])


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--expect", "Message"], 0),
        (["--expect", " Message "], 0),
        (["--expect", "Message", "--expect", "Redirect"], 0),
        (["--expect", "Message", "--expect", "Dial"], 1),
        (["--expect", "Message[@to]"], 1),
        (["--expect-any-hop", "Message[@to='+16515550142']"], 0),
        (["--expect-any-hop", "Message[@to='+16515550143']"], 1),
        (["--expect-text", "first door"], 0),
        (["--expect-text", "Gold"], 1),
        (["--expect-text-any-hop", "Gold"], 0),
        (["--expect-text-any-hop", "Silver"], 1),
        (["--expect", "Message", "--expect-any-hop", ".//Body", "--expect-text", "The"], 0),
        (["--expect", "Dial", "--fail-on", "never"], 1),
        (["--expect-any-hop", "Message[@to]", "--max-hops", "1"], 3),
        (["--expect", "Dial", "--max-hops", "1"], 1),
    ],
)
def test_an_unmet_expectation_fails(options: list[str], status: int) -> None:
    with webhook(answered) as hook:
        result = call(*options, hook.url("/sms"))
    assert (result.status, result.err) == (status, "")


def test_names_in_other_letters_are_told() -> None:
    with webhook(answered) as hook:
        told = call("--expect", "message", hook.url("/sms")).out
    assert "hop 1 has Message, Redirect (names are case-sensitive: Message, not" in told


def test_the_first_answer_is_none_that_redirects() -> None:
    with webhook(answered) as hook:
        assert call("--expect", ".//Body", hook.url("/door")).status == 0
        assert call("--expect", "Redirect", hook.url("/door")).status == 1


def test_one_by_one_in_json() -> None:
    with webhook(answered) as hook:
        report = json_report(
            "--expect", "Dial", "--expect-any-hop", ".//Body", "--expect-text", "Gold",
            hook.url("/sms"), status=1,
        )  # fmt: skip
    (target,) = report["targets"]
    assert (report["verdict"], target["verdict"], target["findings"]) == ("fail", "fail", [])
    rows = [tuple(each.values()) for each in target["expectations"]]
    assert rows == [
        ("xpath", "Dial", False, 1, "", "Message, Redirect"),
        ("any-hop", ".//Body", True, 3, "", ""),
        ("text", "Gold", False, 1, "", '"The first door"'),
    ]


def test_one_by_one_in_text() -> None:
    with webhook(answered) as hook:
        expecting = ["--expect", "Message", "--expect", "Dial", "--expect-text", "Gold"]
        lines = call(*expecting, hook.url("/sms")).out.splitlines()
    assert lines[-6:-2] == [
        "met     Message",
        "unmet   Dial: hop 1 has Message, Redirect",
        'unmet   "Gold" is said: hop 1 has "The first door"',
        "",
    ]
    assert lines[-2].startswith("again: twiml-check --expect Message --expect Dial")
    assert lines[-1].endswith("/sms: 2 unmet expectations. Twilio would send 2 replies.")


@pytest.mark.parametrize(("form", "status"), [("text", 1), ("json", 1)])
def test_documents(tmp_path: Path, form: str, status: int) -> None:
    for name, content in (("good", b"<Say>Hello</Say>"), ("other", b"<Hangup/>")):
        (tmp_path / f"{name}.twiml").write_bytes(b"<Response>%s</Response>" % content)
    result = call("--format", form, "--expect", "Say", "--expect-text", "Hello", str(tmp_path))
    assert (result.status, result.err) == (status, "")
    assert call("--expect", "Say", str(tmp_path / "good.twiml")).status == 0
    if form == "text":
        last = result.out.splitlines()[-1]
        assert last == "FAIL  1 of 2 documents failed: 2 unmet expectations"


def test_foreign_xml_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "answer.xml").write_bytes(b"<Response><Say>Hello</Say></Response>")
    (tmp_path / "pom.xml").write_bytes(b"<project/>")
    assert call("--expect", "Say", str(tmp_path)).status == 0
    assert call("--expect", "Say", "--fail-on", "never", str(tmp_path / "pom.xml")).status == 1


@pytest.mark.parametrize("document", [b"", b"<html/>", b"\0", b"<Response><Say>", b"x" * 70_000])
def test_what_is_no_twiml_meets_nothing(document: bytes) -> None:
    report = json_report("--fail-on", "never", "--expect", "./*", "-", status=1, stdin=document)
    (expected,) = report["targets"][0]["expectations"]
    assert (expected["met"], expected["found"]) == (False, "no TwiML")


def test_a_search_that_was_given_up_decides_nothing() -> None:
    options = ["--fail-on", "never", "--expect", ENDLESS, "-"]
    result = call(*options, stdin=DEEP)
    assert (result.status, result.err) == (3, "")
    gave_up = "the search took too long"
    assert f"unsure  {ENDLESS}: {gave_up}\n" in result.out
    assert result.out.splitlines()[-1] == f"UNDECIDED  -: 1 error. {gave_up.capitalize()}"
    assert call("--expect", "Dial", *options, stdin=DEEP).status == 1


@pytest.mark.parametrize("option", ["--expect", "--expect-any-hop"])
@pytest.mark.parametrize(
    "expression", ["", "Say[", "/Response", "@", "a|", "a/" * 999, "\x1b[0m", ".", "./."]
)
def test_a_wrong_xpath_is_refused_before_anything_is_asked(option: str, expression: str) -> None:
    with webhook() as hook:
        assert option in refusal(option, expression, hook.url())
        assert hook.received == []


def test_a_text_of_nothing_is_refused() -> None:
    assert refusal("--expect-text", " ", "-") == "--expect-text needs a text"


def test_what_a_server_says_reaches_no_terminal_raw() -> None:
    with webhook(b"<Response><Message>&#27;\xc2\x9b[bold]x</Message></Response>") as hook:
        result = call("--expect-text", "\x1b[31m", "--expect", "Dial", hook.url())
    assert result.status == 1
    assert not set(result.out) & {"\x1b", "\x9b"}


def test_bytes_that_are_no_text_are_no_reason_to_fail() -> None:
    result = call("--expect-text", b"\xff", "--format", "json", "-", stdin=UNREACHED)
    assert (result.status, result.err) == (1, "")
    assert call("--expect-text", b"\xff", "-", stdin=UNREACHED).status == 1


def test_no_password_is_shown() -> None:
    secret = b"<Response><Message>http://ann:s3cret@a.example/</Message></Response>"
    for form in ("text", "json"):
        result = call("--format", form, "--expect-text", "http://b:s3cret@c/", "-", stdin=secret)
        assert (result.status, result.err) == (1, "")
        assert "s3cret" not in result.out


def test_without_elementpath_the_message_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['elementpath'] = None; sys.argv[0] = 'twiml-check'; "
        "from twiml_check.__main__ import run; run()"
    )
    arguments = ["--expect", ".//Message", "--expect", "count(Message)=1", "-"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=UNREACHED, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode().strip() == (
        'twiml-check: --expect "count(Message)=1": this XPath needs full XPath: '
        "pip install 'twiml-check[xpath]'"
    )
