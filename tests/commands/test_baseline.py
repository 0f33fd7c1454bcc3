"""--baseline and --update-baseline on the command line."""

import json
import re
from pathlib import Path

from tests.commands.calling import call, json_report, refusal, webhook
from tests.servers import Received, http_reply
from twiml_check.rules import RULES
from twiml_check.runner.baselines import NEEDS

SECRET = "0123456789abcdef0123456789abcdef"


def reply(got: Received) -> bytes:
    """Respond with faults whose messages contain the host, a secret and the SID of the call."""
    host = got.header("Host")
    sid = got.body.decode().partition("CallSid=")[2][:34]
    play, pause = f"<Play>ftp://{host}/a</Play>", f'<Pause length="{sid}"/>'
    dial = f'<Dial method="{host}">+12025550143</Dial>'
    say = f'<Say loop="{SECRET}">Hi</Say>'
    return http_reply(f"<Response>{play}{pause}{say}{dial}</Response>".encode())


def test_staging_and_production_share_a_baseline(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    options = ("--event", "voice", "--auth-token", SECRET, "--baseline", file)
    with webhook(reply) as production, webhook(reply) as staging:
        made = call(*options, "--update-baseline", production.url("/menu?a=1"))
        found = json_report(*options, staging.url("/menu?a=1"), status=0)
        other = json_report(*options, staging.url("/other"), status=1)
    assert (made.status, "accepted findings" in made.out) == (0, True)
    assert SECRET not in made.out
    written = file.read_text()
    assert SECRET not in written
    assert "127.0.0.1" not in written
    assert {each["target"] for each in json.loads(written)["findings"]} == {"/menu?a=1"}
    [target] = found["targets"]
    assert target["findings"] == []
    assert {each["rule"] for each in target["accepted"]} >= {"bad-value", "bad-media-url"}
    assert found["baseline"] == str(file)
    assert len(other["targets"][0]["findings"]) == len(target["accepted"])


def test_a_suite_and_all_its_reports(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<Response><Say tone="x">Hi</Say></Response>')
    (tmp_path / "b.xml").write_text('<Response><Say loop="x">Hi</Say></Response>')
    checks = ("a", "a.xml"), ("b", "b.xml")
    (tmp_path / "twiml-check.toml").write_text(
        "".join(f'[[check]]\nname = "{name}"\ntarget = "{file}"\n' for name, file in checks)
    )
    run = ("run", "--baseline", "base.json")
    assert call(*run, "--update-baseline", "--only", "a", cwd=tmp_path).status == 0
    names = ("json", "sarif", "junit", "markdown", "html", "gitlab")
    reports = [f"--report={name}={name}.out" for name in names]
    result = call(*run, "--fail-fast", "-j", "1", *reports, cwd=tmp_path)
    assert result.status == 1
    assert result.out.endswith(
        "\n\n1 accepted finding (base.json)\n\nFAIL  1 of 2 documents failed: 1 error\n"
    )
    assert "tone" not in result.out
    text = {name: (tmp_path / f"{name}.out").read_text() for name in names}
    for name in ("markdown", "html"):
        assert "1 accepted finding (base.json)" in text[name]
    assert [each["check_name"] for each in json.loads(text["gitlab"])] == ["bad-value"]
    results = json.loads(text["sarif"])["runs"][0]["results"]
    suppressed = {each["ruleId"]: each["suppressions"] for each in results}
    reason = {"kind": "external", "justification": "base.json accepts this finding"}
    assert suppressed == {"unknown-attribute": [reason], "bad-value": []}
    merged = call("merge", "json.out", "--format", "markdown", cwd=tmp_path)
    assert "1 accepted finding (base.json)" in merged.out


def test_no_report_replaces_the_baseline(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<Response/>")
    (tmp_path / "b.json").write_text('{"schema": "twiml-check-baseline/1", "findings": []}')
    options = ("a.xml", "--baseline", "b.json", "-o", "b.json")
    assert "b.json is the file of --baseline" in refusal(*options, cwd=tmp_path)
    write = ("a.xml", "--baseline", "no/b.json", "--update-baseline")
    assert "there is no folder" in refusal(*write, cwd=tmp_path)


def test_a_rule_whose_example_needs_an_option_has_a_row() -> None:
    options = {each.name: re.search(r"With: --(pci|inline)", each.text) for each in RULES}
    needs = {name: option[1] for name, option in options.items() if option}
    assert needs
    assert needs.items() <= NEEDS.items()
    assert NEEDS.keys() <= options.keys()
