"""The pytest plugin, in runs of pytest of its own."""

import subprocess
import sys
from fnmatch import fnmatch
from xml.sax.saxutils import escape

import pytest

pytest_plugins = ["pytester"]
APP = """
from flask import Flask, Response
app = Flask(__name__)

@app.post("/sms")
def sms():
    return Response("<Response><Message>hi</Message></Response>", mimetype="text/xml")

@app.post("/typo")
def typo():
    return Response("<Response><Say voise='alice'>x</Say></Response>", mimetype="text/xml")
"""
SUITE = """
[[check]]
name = "a text comes in"
target = "/sms"
expect = ["Message"]

[[check]]
name = "a call comes in"
target = "/typo"
event = "voice"
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project with an app and a suite."""
    pytester.makepyfile(shop=APP)
    pytester.makefile(".toml", **{"twiml-check": SUITE})
    pytester.makeini("[pytest]\npythonpath = .\ntwiml_check_app = shop:app\n")
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


def test_the_fixture(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        from shop import app

        def test_reply(twiml_check):
            assert twiml_check("/sms", app=app, Body="hi").expect("Message").passed

        def test_settings(twiml_check):
            assert twiml_check("/sms")

        def test_document(twiml_check):
            assert twiml_check.lint("<Response/>").passed
        """
    )
    assert run(project).parseoutcomes() == {"passed": 3}


def test_an_assertion_shows_what_was_found(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        def test_call(twiml_check):
            assert twiml_check("/typo", event="voice").expect("Dial").passed
        """
    )
    ran = run(project)
    assert ran.parseoutcomes() == {"failed": 1}
    ran.stdout.fnmatch_lines(
        [
            'E*error[[]unknown-attribute]: <Say> has no attribute "voise"',
            'E*= help: did you mean "voice"?',
            "E*unmet   Dial: *",
            "E*FAIL  http://localhost/typo: 1 error, 1 unmet expectation*",
        ]
    )


def test_an_assertion_needs_no_fixture(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest, twiml_check
        from shop import app

        TYPO = "<Response><Say voise='alice'>x</Say></Response>"

        def test_lint():
            assert twiml_check.lint(TYPO).passed

        def test_check():
            result = twiml_check.check("/typo", app=app, event="voice")
            assert result.verdict == "pass"

        @pytest.fixture
        def made():
            return twiml_check.lint("<Response/>")

        def test_made_by_a_fixture(made):
            assert made.expect("count(Dial) = 1").passed

        def test_expectation():
            assert twiml_check.lint("<Response/>").expect("not(Hangup)").text == "x"

        def test_wrong_answer():
            assert not twiml_check.lint("<Response/>")

        def test_the_last_ones_are_shown():
            typos = [f"<Response><Say a{n}=''/></Response>" for n in range(50)]
            assert all([twiml_check.lint(typo) for typo in typos])
        """
    )
    ran = run(project)
    assert ran.parseoutcomes() == {"failed": 6}
    ran.stdout.fnmatch_lines(
        [
            "*test_lint*",
            'E*error[[]unknown-attribute]: <Say> has no attribute "voise"',
            "E*FAIL  document: 1 error*",
            "*test_check*",
            "E*FAIL  http://localhost/typo: 1 error*",
            "*test_made_by_a_fixture*",
            "E*unmet   count(Dial) = 1: hop 1 has count(Dial) = 0 (an empty <Response>)",
        ]
    )
    text = ran.stdout.str()
    assert '"a49"' in text
    assert '<Say> has no attribute "a39"' not in text
    kept = text.partition("test_expectation ___")[2].partition("test_wrong_answer ___")[0]
    assert "PASS" not in kept
    assert "met " not in kept


FAULT = (
    'twiml-check: unknown-attribute: <Say> has no attribute "voise" (POST http://localhost/typo)'
)
SUMMARY = {
    'assert twiml_check("/typo", event="voice").passed': FAULT,
    'assert twiml_check("/typo", event="voice")': FAULT,
    'assert twiml_check("/typo", event="voice").verdict == "pass"': FAULT,
    'result = twiml_check("/typo", event="voice"); assert result.passed': FAULT,
    'assert twiml_check("/sms") and twiml_check("/typo", event="voice")': FAULT,
    'assert twiml_check("/sms").expect("Dial", "Play").passed': (
        "twiml-check: unmet-expectation: Dial: hop 1 has Message; and 1 more"
    ),
    'assert twiml_check.call("/typo").hear("no").passed': FAULT.replace(")", "); and 1 more"),
    'assert twiml_check.lint("<Response><Sai/></Response>").passed': (
        "twiml-check: unknown-element: <Sai> is not a TwiML element (document:1:11)"
    ),
    # These are about something else, or have their own words.
    'assert not twiml_check("/sms").passed': "*assert not True",
    'twiml_check("/typo", event="voice"); assert 1 + 1 == 3': "*assert (1 + 1) == 3",
    'assert twiml_check("/typo", event="voice").passed, "no"': "AssertionError: no",
    'twiml_check("/typo", event="voice"); raise KeyError("x")': "KeyError: 'x'",
    # A wrong call shows the line of the test, and no line of ours.
    'twiml_check("/sms", event="smss")': '*: there is no event "smss"; did you mean sms?',
    'twiml_check.lint("<Response/>", event="voise")': '*: there is no event "voise"; *',
    'twiml_check.call("/sms", sped=3)': 'TypeError: call() has no option "sped"; *',
    'twiml_check.call("/sms", caller="king")': "*--caller*",
    'twiml_check.call("/sms").press("x")': "*press*",
    'twiml_check("/sms").expect("Dial[")': '*"Dial[[]"*',
    'twiml_check.explore("/sms", jbs=3)': '*has no option "jbs"; *',
}
"""The body of a test -> what the short summary says of it."""


def test_the_short_summary_names_the_fault(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    project.makepyfile(
        "\n".join(f"def test_{n}(twiml_check):\n    {body}" for n, body in enumerate(SUMMARY))
    )
    ran = run(project, "--twiml-check", "--junitxml=out.xml")
    lines = [line for line in ran.outlines if line.startswith("FAILED ")]
    wanted = [f"*.py::test_{n} - {said}" for n, said in enumerate(SUMMARY.values())]
    wanted.append(f"*::a call comes in - {FAULT}")
    for line, said in zip(lines, wanted, strict=True):
        assert fnmatch(line, f"FAILED {said}"), (line, said)
    assert "/twiml_check/" not in ran.stdout.str(), "no frame of ours"
    assert escape(FAULT) in (project.path / "out.xml").read_text()


def test_other_failures_stay_as_they_are(project: pytest.Pytester) -> None:
    project.makepyfile("def test_sum(twiml_check):\n    assert 1 + 1 == 3\n")
    ran = run(project)
    assert ran.parseoutcomes() == {"failed": 1}
    ran.stdout.no_fnmatch_line("*localhost*")


def test_a_suite_is_collected_when_it_is_wished(project: pytest.Pytester) -> None:
    assert run(project).parseoutcomes() == {}
    assert run(project, "--twiml-check").parseoutcomes() == {"passed": 1, "failed": 1}
    named = run(project, "twiml-check.toml", "-k", "text")
    assert named.parseoutcomes() == {"passed": 1, "deselected": 1}


def test_a_failed_check_shows_its_report(project: pytest.Pytester) -> None:
    ran = run(project, "--twiml-check")
    assert ran.ret == 1
    ran.stdout.fnmatch_lines(["*a call comes in*", "error[[]unknown-attribute]:*"])
    ran.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_a_suite_names_its_app(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\n")
    project.makefile(".toml", **{"twiml-check": f'app = "shop:app"\n{SUITE}'})
    run(project, "--twiml-check").assert_outcomes(passed=1, failed=1)


def test_a_wrong_suite_is_told_with_its_line(project: pytest.Pytester) -> None:
    project.makefile(".toml", **{"twiml-check": '[[check]]\ntargte = "/sms"\n'})
    ran = run(project, "--twiml-check")
    assert ran.parseoutcomes() == {"errors": 1}
    ran.stdout.fnmatch_lines(["*twiml-check.toml:*"])


def test_pytest_starts_without_what_is_not_used(project: pytest.Pytester) -> None:
    code = (
        "import sys, pytest; pytest.main(['--collect-only', '-q']); "
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    used = set(ran.stderr.split())
    assert "twiml_check.pytest_plugin" in used
    assert not used & {"requests", "click", "twiml_check.api.api", "twiml_check.model.run"}


def test_a_secret_of_the_environment_is_in_no_report(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", "Horse9-battery")
    checks = ('target = "/sms"\nexpect_text = ["${API_KEY}"]', 'target = "no ${API_KEY}"')
    suite = "".join(f'[[check]]\nname = "{n}"\n{check}\n' for n, check in enumerate(checks))
    project.makefile(".toml", **{"twiml-check": suite})
    ran = run(project, "--twiml-check")
    assert ran.parseoutcomes() == {"failed": 2}
    assert "Horse9-battery" not in ran.stdout.str()


CALLS = """
[[check]]
name = "explored"
target = "/menu"
explore = true

[[call]]
name = "key one"
target = "/menu"
tags = ["slow"]
steps = [{ press = "1" }, { hear = "thanks" }, { ends = "end" }]

[[call]]
name = "key two"
target = "/menu"
steps = [
  { press = "2" },
  { hear = "sales" },
]
"""
MENU = """
from flask import Flask, Response, request
app = Flask(__name__)

@app.post("/menu")
def menu():
    said = "<Say>Thanks.</Say>"
    if "Digits" not in request.form:
        said = '<Gather numDigits="1"><Say>Press a key.</Say></Gather><Say>No key.</Say>'
    return Response(f"<Response>{said}</Response>", mimetype="text/xml")
"""


@pytest.fixture
def calls(project: pytest.Pytester) -> pytest.Pytester:
    """A project with a menu, and calls in its suite."""
    project.makepyfile(shop=MENU)
    project.makefile(".toml", **{"twiml-check": CALLS})
    return project


def test_each_call_is_a_test(calls: pytest.Pytester) -> None:
    ran = run(calls, "--twiml-check", "-v")
    assert ran.parseoutcomes() == {"passed": 2, "failed": 1}
    ran.stdout.fnmatch_lines(
        [
            "*::explored PASSED*",
            "*::key one PASSED*",
            "*::key two FAILED*",
            'unmet   hear "sales": "Thanks."',
            "FAIL  key two (http://localhost/menu): 1 unmet expectation. 1 of 2 steps went as *",
        ]
    )
    assert run(calls, "--twiml-check", "-k", "slow").parseoutcomes() == {
        "passed": 1,
        "deselected": 2,
    }


def test_a_call_has_its_line(calls: pytest.Pytester) -> None:
    calls.makeconftest(
        """
        def pytest_itemcollected(item):
            print(item.reportinfo()[1:])
        """
    )
    run(calls, "--twiml-check", "-s").stdout.fnmatch_lines(
        ["(0, 'explored')", "(5, 'key one')", "(11, 'key two')"]
    )


def test_the_fixture_plays_and_explores(calls: pytest.Pytester) -> None:
    calls.makepyfile(
        """
        from shop import app

        def test_explore(twiml_check):
            result = twiml_check.explore("/menu", app=app, callers=["plain"])
            assert result.passed and result.coverage.left == {} and result.ways

        def test_call(twiml_check):
            assert twiml_check.call("/menu").press("1").hear("thanks")

        def test_statements(twiml_check):
            call = twiml_check.call("/menu", app=app)
            call.silence()
            call.hear("no key")
            assert call.passed

        def test_wrong(twiml_check):
            assert twiml_check.call("/menu").press("1").hear("sales").passed
        """
    )
    ran = run(calls)
    assert ran.parseoutcomes() == {"passed": 3, "failed": 1}
    ran.stdout.fnmatch_lines(['E*unmet   hear "sales": "Thanks."', "E*1 unmet expectation*"])
