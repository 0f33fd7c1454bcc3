"""The rules that found something, with their manual pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from twiml_check.model.finding import Finding
from twiml_check.model.run import Run
from twiml_check.report.expectations import MANUAL, UNMET, problems
from twiml_check.vocabulary.codes import doc_url
from twiml_check.web.credentials import masked

if TYPE_CHECKING:
    from twiml_check.report import View

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SEVERITIES = {"error": "error", "warning": "warning", "info": "recommendation"}
"""GitHub's own words for the same."""
ORDER = tuple(LEVELS)
_EXAMPLE = r"(Bad|Good|Event): +(.+)"


def found_rules(run: Run) -> dict[str, Finding]:
    """Return the first finding of each rule, or its first of a higher level, by the rule's name."""
    found: dict[str, Finding] = {}
    for check in run.checks:
        for finding in problems(check):
            known = found.setdefault(finding.rule, finding)
            if ORDER.index(finding.level) < ORDER.index(known.level):
                found[finding.rule] = finding
    return found


def rule(finding: Finding, view: View) -> dict[str, Any]:
    """Return the reporting descriptor of the rule that found it."""
    manual = MANUAL if finding.rule == UNMET else view.explain(finding.rule) or finding.rule
    page = masked(manual)  # scanners of secrets take those of its examples for real ones
    number = {"helpUri": doc_url(finding.twilio_code)} if finding.twilio_code else {}
    return {
        "id": finding.rule,
        "shortDescription": message(page.partition("\n")[0]),
        "fullDescription": message(page),
        "help": {**message(page), "markdown": "\n".join(map(_mark_up, manual.split("\n")))},
        **number,
        "defaultConfiguration": {"level": LEVELS[finding.level]},
        "properties": {
            "tags": ["twilio", "webhook"],
            "problem.severity": SEVERITIES[finding.level],
            "precision": "high",
        },
    }


def _mark_up(line: str) -> str:
    """Return a line of a manual page as Markdown: its examples are code, its tags are no HTML."""
    example = re.fullmatch(_EXAMPLE, line)
    if example:
        ticks = "``" if "`" in example[2] else "`"
        return f"**{example[1]}:** {ticks}{example[2]}{ticks}  "
    parts = line.split("`")
    parts[::2] = [re.sub(r"([<*_\[])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def message(text: str) -> dict[str, str]:
    """Return a message object that says this (§3.11.5 placeholders, §3.11.6 embedded links)."""
    plain = re.sub(r"\{(\d+)\}", r"{{\1}}", text)
    if re.search(r"\]\s*\(", plain):
        plain = re.sub(r"([\[\]\\])", r"\\\1", plain)
    return {"text": plain}
