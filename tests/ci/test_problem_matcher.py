"""The problem matcher finds in the text report what the JSON report says."""

import json
import re
from pathlib import Path
from typing import Any

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


def matched(text: str) -> list[tuple[str, ...]]:
    """What a runner reads: the lines of a pattern follow each other.

    https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md
    """
    (matcher,) = json.loads(MATCHER.read_text())["problemMatcher"]
    patterns: list[dict[str, Any]] = matcher["pattern"]
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
