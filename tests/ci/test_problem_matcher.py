"""The problem matchers find in the text reports what the JSON report says."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ci.workshop import ROOT
from tests.commands.calling import call, json_report

MATCHER = ROOT / "cli" / "twiml_check" / "report" / "problem-matcher.json"
DOCUMENTS = {
    "menu.xml": '<Response>\n  <Say voise="a">Hi</Say><Sai/>\n</Response>',
    "broken.twiml": "<Response><Say>A & B</Say></Response>",
    "late.twiml": "<Response><Hangup/><Say>Bye</Say></Response>",
    "long.twiml": f'<Response><Say {"x" * 300}="1">Hi</Say></Response>',
}
FIELDS = ("severity", "code", "message", "file", "line", "column")


def patterns_of(owner: str) -> list[dict[str, Any]]:
    """The patterns of one matcher of the file."""
    matchers = json.loads(MATCHER.read_text())["problemMatcher"]
    (found,) = [each["pattern"] for each in matchers if each["owner"] == owner]
    patterns: list[dict[str, Any]] = found
    return patterns


def matched(text: str, owner: str = "twiml-check") -> list[tuple[str, ...]]:
    """What a runner reads: the lines of a pattern follow each other.

    https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md
    """
    patterns = patterns_of(owner)
    lines = text.splitlines()
    found = []
    for start in range(len(lines) - len(patterns) + 1):
        values: dict[str, str] = {}
        for pattern, line in zip(patterns, lines[start:], strict=False):
            hit = re.search(pattern["regexp"], line)
            if hit is None:
                break
            values |= {name: hit[pattern[name]] for name in FIELDS if name in pattern}
        else:
            found.append(tuple(values[name] for name in FIELDS))
    return found


def test_every_finding_in_a_file_is_matched(tmp_path: Path) -> None:
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text)
    names = sorted(DOCUMENTS)
    text = call(*names, cwd=tmp_path, env={"COLUMNS": "1000"}).out
    report = json_report(*names, cwd=tmp_path, status=1)
    told = [
        (each["level"], each["rule"], each["message"], target["target"],
         str(each["line"]), str(each["column"]))
        for target in report["targets"]
        for each in target["findings"]
    ]  # fmt: skip
    assert len(told) > len(names)
    assert matched(text) == told
    concise = call("--format", "concise", *names, cwd=tmp_path).out
    numbers = [each["twilio_code"] for target in report["targets"] for each in target["findings"]]
    assert matched(concise, "twiml-check-concise") == [
        (level, rule, f"{number or ''} {message}".lstrip(), *place)
        for number, (level, rule, message, *place) in zip(numbers, told, strict=True)
    ]


LINES = {
    "a b/c.xml:2:13: error[x-y] 12200 no: 1": ("a b/c.xml", "2", "13", "error", "x-y"),
    "-:1:1: info[a] b": ("-", "1", "1", "info", "a"),
    "C:\\t\\a.xml:1:2: warning[a] b": ("C:\\t\\a.xml", "1", "2", "warning", "a"),
    "t.toml:7:1: error[a] b (POST https://h/, hop 2)": ("t.toml", "7", "1", "error", "a"),
    "a.xml:1:2: error[a] x:3:4: error[b] y": ("a.xml", "1", "2", "error", "a"),
    "https://h:80/sms: error[a] 11200 b": (None, None, None, "error", "a"),
    "https://h/sms: error[a] x:3:4: error[b] y": (None, None, None, "error", "a"),
    "http://[::1]:5000/?a:1:2: warning[a] b": (None, None, None, "warning", "a"),
    "FAIL  1 of 2 documents failed: 1 error": None,
    "PASS  2 documents, no findings": None,
    "error[unknown-attribute]: <Say> has no attribute": None,
    "  --> menu.xml:2:53": None,
    "menu.xml:2:53: fatal[a] b": None,
}
"""Lines of a log, and what the matcher of the concise report reads in each."""


def test_lines_of_the_concise_report_and_of_others() -> None:
    (pattern,) = patterns_of("twiml-check-concise")
    order = [pattern[name] for name in ("file", "line", "column", "severity", "code")]
    for line, meant in LINES.items():
        hit = re.search(pattern["regexp"], line)
        assert (hit and hit.group(*order)) == meant, line


def test_the_expressions_mean_the_same_in_javascript() -> None:
    """VS Code reads such a file, too."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    (pattern,) = patterns_of("twiml-check-concise")
    script = (
        "const [re, lines] = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(lines.map(l => { const m = l.match(new RegExp(re));"
        " return m && [...m].slice(1, 6).map(g => g ?? null) })))"
    )
    given = json.dumps([pattern["regexp"], list(LINES)])
    ran = subprocess.run(
        [node, "-e", script], input=given, capture_output=True, check=True, text=True
    )
    assert json.loads(ran.stdout) == [meant and list(meant) for meant in LINES.values()]
