"""`twiml-check drill`, its reports, the drills of a suite, and the fixture of pytest."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.account.rest import NUMBER
from tests.commands.calling import call, json_report, on_terminal, refusal, valid, webhook
from tests.commands.test_numbers import company
from tests.commands.test_run import run, verdicts, written
from tests.drills.apps import TOKEN, XML, app, at
from tests.servers import http_reply
from twiml_check.drills.drills import DRILLS
from twiml_check.drills.rules import DRILL_RULES

FAR = "http://192.0.2.1/sms"
README = Path(__file__).parents[2] / "cli" / "twiml_check" / "drills" / "README.md"
SECRET = {"TWILIO_AUTH_TOKEN": TOKEN}


def test_the_list() -> None:
    result = call("drill", "--list")
    assert (result.status, result.err) == (0, "")
    assert [line.split()[0] for line in result.out.splitlines()] == list(DRILLS)


def test_the_readme_has_all_drills() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \| (.+) \|$", README.read_text("utf-8"), re.MULTILINE)
    assert rows == [(each.name, each.summary) for each in DRILLS.values()]


def test_each_rule_has_its_page() -> None:
    for rule in DRILL_RULES:
        page = call("explain", rule.name)
        assert page.status == 0
        assert "Bad:" in page.out
        assert "Good:" in page.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to drill"),
        (("answer.xml",), "answer.xml"),
        (
            ("http://127.0.0.1:1/", "--only", "signatur"),
            'no drill "signatur"; did you mean signature',
        ),
        (("http://127.0.0.1:1/", "--only", "fallback"), "set --fallback"),
        (("http://127.0.0.1:1/", "--event", "message-status"), "not for message-status"),
        (("http://127.0.0.1:1/", "--event", "sms-fallback"), "not for sms-fallback"),
        (("http://127.0.0.1:1/", "--event", "list"), "--event list"),
        ((FAR,), "192.0.2.1"),
        ((FAR,), "; --yes confirms this"),
        (("http://127.0.0.1:1/", "--fallback", FAR), "192.0.2.1"),
    ],
)
def test_wrong_calls(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "answer.xml").write_text("<Response/>")
    assert said in refusal("drill", *arguments, cwd=tmp_path)


def test_a_report_for_people() -> None:
    with at(app(genuine=None)) as url:
        result = call("drill", url, "--only", "signature", env=SECRET)
        whole = call("drill", url, "--only", "signature", "-v", env=SECRET)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"drill signature, sms  {url}\n")
    assert "\nunmet   a request without a signature is refused: it is accepted\n" in result.out
    assert f"= again: twiml-check drill {url} --only signature\n" in result.out
    assert "trials passed." in result.out.splitlines()[-1]
    assert "status" not in result.out.splitlines()[2]
    assert "request parameters" in whole.out
    assert TOKEN not in result.out + whole.out


def test_a_terminal_hears_that_the_fallback_is_skipped() -> None:
    with webhook() as hook:
        told = on_terminal("drill", hook.url(), "-q", streams=("stdout", "stderr"))[1]
        assert "skipped" not in told
        told = on_terminal("drill", hook.url(), "--only", "cold", streams=("stdout", "stderr"))[1]
        assert "skipped" not in told
        told = on_terminal("drill", hook.url(), streams=("stdout", "stderr"))[1]
        assert "the drill fallback is skipped: set --fallback" in told


def test_machines_get_a_case_for_each_drill(tmp_path: Path) -> None:
    with at(app(lambda given: ("<Response/>", XML) if given.values["Body"] else ("", 500))) as url:
        report = json_report(
            *("drill", url, "--report", f"junit={tmp_path / 'out.xml'}"),
            *("--report", f"sarif={tmp_path / 'out.sarif'}"),
            status=1, env=SECRET,
        )  # fmt: skip
    names = [each["name"] for each in report["targets"]]
    assert names == [name for name in DRILLS if name != "fallback"]
    cases = ET.parse(tmp_path / "out.xml").getroot().iter("testcase")
    failed = {case.get("name"): case.find("failure") is not None for case in cases}
    assert failed == {name: name == "absent" for name in names}
    findings = [each for target in report["targets"] for each in target["findings"]]
    results = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]
    assert len(results) == len(findings)


def test_reports_are_merged(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    with at(app(genuine=None)) as url:
        call("drill", url, "--only", "signature", "--format", "json", "-o", file)
    merged = call("merge", file, "--format", "json")
    assert merged.status == 0, merged.err
    one, two = json.loads(file.read_text()), valid(merged.out)
    assert one["targets"] == two["targets"]
    text = call("merge", file).out
    assert "unsure  a request with the signature of another URL is refused: not tried" in text


def test_the_bar_is_that_of_a_check() -> None:
    with at(app(genuine=None)) as url:
        arguments = ("drill", url, "--only", "signature", "-q")
        assert call(*arguments).status == 0
        assert call(*arguments, "--fail-on", "warning").status == 1
        assert call(*arguments, "--require-signature").status == 1
        assert call(*arguments, "--require-signature", "--fail-on", "never").status == 0
        assert call(*arguments, "--require-signature", "--ignore", "accepts-forged").status == 0


def test_a_budget_that_is_spent_leaves_it_open() -> None:
    with webhook() as hook:
        report = json_report("drill", hook.url(), "--budget", "20", status=3)
        assert len(hook.received) <= 20
    first, *_, last = report["targets"]
    assert (first["verdict"], last["verdict"]) == ("pass", "undecided")
    assert "--budget" in last["undecided"]


def test_an_app_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(
        "def app(environ, start):\n"
        "    start('200 OK', [('Content-Type', 'text/xml')])\n"
        "    return [b'<Response><Message>Hi</Message></Response>']\n"
    )
    result = call("drill", "/sms", "--app", "shop:app", cwd=tmp_path)
    assert result.status == 0, result.out
    assert "accepts-forged" in result.out


def test_the_user_sets_parameters() -> None:
    with webhook() as hook:
        call("drill", hook.url(), "--only", "absent", "--param", "Shop=7", "--from", "+12015550123")
    bodies = [each.body for each in hook.received]
    assert all(b"Shop=7" in each and b"From=%2B12015550123" in each for each in bodies)


def test_no_other_host_is_asked() -> None:
    with webhook() as other:
        elsewhere = f"<Response><Redirect>{other.url('/x')}</Redirect></Response>".encode()
        with webhook(lambda _: http_reply(elsewhere)) as hook:
            call("drill", hook.url(), "-q")
            assert len(hook.received) <= 120
    assert other.received == []


@pytest.mark.parametrize(("event", "path"), [("sms", "/sms"), ("voice", "/voice")])
def test_a_phone_number(event: str, path: str) -> None:
    with company() as (env, hook, _):
        only = ("--only", "absent", "--event", event)
        report = json_report("drill", NUMBER, *only, status=0, env=env)
        received = {each.path for each in hook.received}
    assert received == {path}
    (target,) = report["targets"]
    assert (target["target"], target["event"], target["name"]) == (NUMBER, event, "absent")
    assert target["found_in"]["keeper"] == "number"
    assert len(hook.received) > 5


def test_drills_of_a_suite(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'name = "all"\ntarget = "/sms"\ndrills = true',
        'name = "some"\ntarget = "/sms"\ndrills = ["signature", "absent"]\n'
        "require_signature = true",
        'name = "none"\ntarget = "/sms"\ndrills = false',
    )
    with webhook() as hook:
        report = run(file, hook, status=1)
    assert verdicts(report) == {
        "all": "pass",
        **{f"all: {name}": "pass" for name in DRILLS if name not in ("cold", "fallback")},
        "some": "pass",
        "some: signature": "fail",
        "some: absent": "pass",
        "none": "pass",
    }
    lines = {each["name"]: each["written"]["line"] for each in report["targets"]}
    assert lines["some: absent"] == lines["some"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('drills = ["signatur"]', "drills must be true or a list of cold, signature"),
        ('drills = "signature"', "drills must be a list"),
        ('drills = ["fallback"]', "set --fallback"),
        ('event = "call-status"\ndrills = true', "not for call-status"),
    ],
)
def test_wrong_drills_of_a_suite(line: str, said: str, tmp_path: Path) -> None:
    file = written(tmp_path, f'target = "/sms"\n{line}')
    assert said in refusal("run", file, "--base-url", "http://127.0.0.1:1")


pytest_plugins = ["pytester"]


def test_the_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def app(environ, start):
            start("200 OK", [("Content-Type", "text/xml")])
            return [b"<Response><Message>Hi</Message></Response>"]

        def test_drill(twiml_check):
            result = twiml_check.drill("/sms", app=app, only=["signature"], no_signature=True)
            assert result.passed
            assert [each.rule for each in result.findings] == ["accepts-forged"]

        def test_required(twiml_check):
            assert twiml_check.drill("/sms", app=app, only=["signature"], require_signature=True)
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*accepts-forged*"])
