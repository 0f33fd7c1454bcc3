"""The report for code scanning: SARIF 2.1.0, with the chain of requests as the code flow.

In an explored call this is the way to the finding, and each step says what the caller does.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from time import gmtime, strftime
from typing import Any

from twiml_check import __version__
from twiml_check.model.finding import LEVEL_ORDER, Finding
from twiml_check.model.run import Hop, Run, TargetResult
from twiml_check.report import View
from twiml_check.report.escape import to_json, without_lone
from twiml_check.report.expectations import MANUAL, UNMET, is_known_failure, is_skipped, problems
from twiml_check.report.gitlab import fingerprint
from twiml_check.report.phrases import and_more, path_to, position, reached_by
from twiml_check.report.repository_place import hop_of, reference, relative, suite_place
from twiml_check.report.snippet import snippet
from twiml_check.report.ways import product_of, spoken_way, way_lines
from twiml_check.vocabulary.codes import doc_url
from twiml_check.web.credentials import masked

Json = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SEVERITIES = {"error": "error", "warning": "warning", "info": "recommendation"}
"""Level -> GitHub's own word for it."""
EXAMPLE = r"(Bad|Good|Event): +(.+)"
MOST_FLOWS = 20
"""The most findings of one target with the whole chain; all findings of one hop have the same."""
LONGEST_SNIPPET = 300
"""The most characters of a line; twilio-python writes a whole document on one line."""


def render(run: Run, view: View) -> str:
    """Return the run as one SARIF run, in one line of ASCII; columns count characters from 1."""
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, view)]}) + "\n"


def _run(run: Run, view: View) -> Json:
    rules = _rules(run)
    pages = [_rule(finding, view) for finding in rules.values()]
    return {
        "tool": {"driver": {"name": "twiml-check", "version": __version__, "rules": pages}},
        "invocations": [_invocation(run)],
        "columnKind": "unicodeCodePoints",
        "results": _results(run, {name: index for index, name in enumerate(rules)}),
    }


def _invocation(run: Run) -> Json:
    """Return the failures of this tool only; those of the webhooks are results."""
    begun = {"startTimeUtc": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(run.begun))} if run.begun else {}
    told = [
        {
            "level": "note" if is_skipped(check) else "warning",
            "message": _message(f"{check.name or check.target} is undecided: {check.undecided}"),
        }
        for check in run.checks
        if check.undecided
    ]
    return {"executionSuccessful": not told, **begun, "toolExecutionNotifications": told}


def _rules(run: Run) -> dict[str, Finding]:
    """Return the first finding of each rule, or its first of a higher level, by the rule's name."""
    found: dict[str, Finding] = {}
    for check in run.checks:
        for finding in (*problems(check), *(check.accepted or ())):
            known = found.setdefault(finding.rule, finding)
            if LEVEL_ORDER.index(finding.level) < LEVEL_ORDER.index(known.level):
                found[finding.rule] = finding
    return found


def _rule(finding: Finding, view: View) -> Json:
    """Return the reporting descriptor of the rule that found it."""
    manual = MANUAL if finding.rule == UNMET else view.explain(finding.rule) or finding.rule
    page = masked(manual)  # scanners would report the secrets in its examples
    return {
        "id": finding.rule,
        "shortDescription": _message(page.partition("\n")[0]),
        "fullDescription": _message(page),
        "help": {**_message(page), "markdown": "\n".join(map(_mark_up, manual.split("\n")))},
        **({"helpUri": doc_url(finding.twilio_code)} if finding.twilio_code else {}),
        "defaultConfiguration": {"level": LEVELS[finding.level]},
        "properties": {
            "tags": ["twilio", "webhook"],
            "problem.severity": SEVERITIES[finding.level],
            "precision": "high",
        },
    }


def _mark_up(line: str) -> str:
    """Return a line of a manual page as Markdown: examples are code, and tags are not HTML."""
    if example := re.fullmatch(EXAMPLE, line):
        ticks = "``" if "`" in example[2] else "`"
        return f"**{example[1]}:** {ticks}{example[2]}{ticks}  "
    parts = line.split("`")
    parts[::2] = [re.sub(r"([<*_\[])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts)


def _message(text: str) -> dict[str, str]:
    """Return a message object with this text (§3.11.5 placeholders, §3.11.6 embedded links)."""
    plain = re.sub(r"\{(\d+)\}", r"{{\1}}", text)
    if re.search(r"\]\s*\(", plain):
        plain = re.sub(r"([\[\]\\])", r"\\\1", plain)
    return {"text": plain}


def _results(run: Run, rules: dict[str, int]) -> list[Json]:
    """Return a result for each finding; `rules` has the index of each rule."""
    seen: Counter[str] = Counter()
    every = [
        (check, finding, number, reason)
        for check in run.checks
        for number, (finding, reason) in enumerate(_reasons(check, run))
    ]
    some_known = any(reason for *_, reason in every)
    return [
        {
            "ruleIndex": rules[finding.rule],
            **_result(finding, check, seen, flow=number < MOST_FLOWS),
            **({"suppressions": _suppressions(reason)} if some_known else {}),
        }
        for check, finding, number, reason in every
    ]


def _reasons(check: TargetResult, run: Run) -> Iterator[tuple[Finding, str]]:
    """Yield the findings, each with the reason why it is suppressed; empty for none."""
    known = "the suite expects this target to fail" if is_known_failure(check) else ""
    yield from ((finding, known) for finding in problems(check))
    file = run.baseline or "the baseline"
    yield from ((finding, f"{file} accepts this finding") for finding in check.accepted or ())


def _suppressions(reason: str) -> list[Json]:
    """Return the suppression of a result; all results have a list, or none (§3.27.23)."""
    return [{"kind": "external", "justification": reason}] if reason else []


def _result(finding: Finding, check: TargetResult, seen: Counter[str], *, flow: bool) -> Json:
    hop = hop_of(finding, check)
    place = _place(finding, check, hop)
    said = finding.message, finding.note, finding.help
    parts = *said, and_more(finding.more), *way_lines(finding, check)
    return {
        "ruleId": finding.rule,
        "level": LEVELS[finding.level],
        "message": _message("\n".join(filter(None, parts))),
        **({"occurrenceCount": 1 + finding.more} if finding.more else {}),
        **_locations(check, hop, place),
        **(_exchange(hop) if hop else {}),
        **(_flow(finding, hop, check, place) if flow and hop else {}),
        **_fixes(finding, hop),
        "partialFingerprints": {"twimlCheck/v1": fingerprint(finding, check, seen)},
        "properties": {
            "twilioCode": finding.twilio_code,
            "twilioLevel": finding.twilio_level,
            "hop": finding.hop,
            "event": check.event,
            "doc": finding.doc,
            **({"way": list(finding.way)} if finding.way else {}),
        },
    }


def _fixes(finding: Finding, hop: Hop | None) -> Json:
    """Return the fix of a file; the response of a webhook is not a file that a tool can change."""
    if not finding.edits or hop is None or hop.via != "file" or hop.name == "-":
        return {}
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column,
                "endLine": edit.end_line,
                "endColumn": edit.end_column,
            },
            **({"insertedContent": {"text": edit.text}} if edit.text else {}),
        }
        for edit in finding.edits
    ]
    uri = reference(without_lone(relative(hop.name))) or "-"
    change = {"artifactLocation": {"uri": uri}, "replacements": replacements}
    return {"fixes": [{"description": _message(finding.help), "artifactChanges": [change]}]}


def _locations(check: TargetResult, hop: Hop | None, place: Json) -> Json:
    """Return the place in the suite first: the response of a webhook is in no repository."""
    suite = suite_place(check)
    if suite is None or (hop and hop.via == "file"):
        return {"locations": [place]}
    uri = reference(without_lone(suite.path))
    line = {"artifactLocation": {"uri": uri or "-"}, "region": {"startLine": suite.line}}
    return {"locations": [{"physicalLocation": line}], "relatedLocations": [{"id": 1, **place}]}


def _place(finding: Finding, check: TargetResult, hop: Hop | None) -> Json:
    """Return the place in the document of the response, or in the file."""
    at = finding.location
    if at is None:
        return _document(hop, check)
    region = {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.length}
    found = hop and hop.document and snippet(hop.document.source, at, LONGEST_SNIPPET)
    line = {"startLine": at.line, "snippet": {"text": found.text}} if found else {}
    path = {"fullyQualifiedName": "/".join(at.path), "kind": "element"}
    return {
        **_document(hop, check, region, line),
        **({"logicalLocations": [path]} if at.path else {}),
        "message": _message(position(at)),
    }


def _document(
    hop: Hop | None, check: TargetResult, region: Json | None = None, around: Json | None = None
) -> Json:
    name = hop.name if hop else check.target
    uri = reference(without_lone(relative(name) if hop and hop.via == "file" else name))
    physical = {"artifactLocation": {"uri": uri or "-"}, "region": region or {"startLine": 1}}
    return {"physicalLocation": {**physical, **({"contextRegion": around} if around else {})}}


def _exchange(hop: Hop) -> Json:
    """Return the request and the status, without parameters and headers."""
    if hop.request is None:
        return {}
    asked = {"webRequest": {"method": hop.request.method, "target": hop.name}}
    if hop.answer is None or hop.answer.status is None:
        return {**asked, "webResponse": {"noResponseReceived": True}}
    return {**asked, "webResponse": {"statusCode": hop.answer.status}}


def _flow(finding: Finding, hop: Hop, check: TargetResult, place: Json) -> Json:
    """Return the chain of requests from the webhook to the place; empty for its own answer."""
    if not hop.came_from and not finding.way:
        return {}
    path = path_to(hop, check)
    led = _choices(finding, path, check)
    steps = [
        {
            "executionOrder": number,
            "location": {**_document(each, check), "message": _message(_step(each, check, spoken))},
        }
        for number, (each, spoken) in enumerate(zip(path, led, strict=True), 1)
    ]
    last = {"executionOrder": len(steps) + 1, "location": place}
    return {"codeFlows": [{"threadFlows": [{"locations": [*steps, last]}]}]}


def _choices(finding: Finding, path: Sequence[Hop], check: TargetResult) -> list[str]:
    """Return for each hop of the path what the caller does before it; empty for nothing."""
    ways = {node.hop: node.way for node in check.call_map.nodes} if check.call_map else {}
    before: tuple[str, ...] = ()
    found, goes_on = list[str](), False
    for number, hop in enumerate(path):
        words: tuple[str, ...] = ()
        if not goes_on:  # else it follows an HTTP redirect, after the same choice
            later = (ways[each.number] for each in path[number:] if each.number in ways)
            way = next(later, finding.way)
            words = way[len(before) :] if way[: len(before)] == before else way
            before = way
        found.append(spoken_way(words, product_of(check)))
        goes_on = hop.number not in ways
    return found


def _step(hop: Hop, check: TargetResult, spoken: str) -> str:
    """Return `hop 2, <Redirect>: POST https://example.com/menu, 200`, or `press 2: POST …`"""
    method = f"{hop.request.method} " if hop.request else ""
    status = f", {hop.answer.status}" if hop.answer and hop.answer.status else ""
    led = spoken or f"hop {hop.number}, {reached_by(hop, check)}"
    return f"{led}: {method}{hop.name}{status}"
