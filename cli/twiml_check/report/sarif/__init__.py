"""The report for code scanning: SARIF 2.1.0, with the chain of requests as the code flow.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

from time import gmtime, strftime
from typing import TYPE_CHECKING, Any

from twiml_check import __version__
from twiml_check.model.run import Run
from twiml_check.report.escape import to_json
from twiml_check.report.expectations import is_skipped
from twiml_check.report.sarif.results import results
from twiml_check.report.sarif.rules import found_rules, message, rule

if TYPE_CHECKING:
    from twiml_check.report import View

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(run: Run, view: View) -> str:
    """Return the run as one SARIF run, in one line of ASCII; columns count characters from 1."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(run, view)]}
    return to_json(log) + "\n"


def _run(run: Run, view: View) -> dict[str, Any]:
    rules = found_rules(run)
    driver = {
        "name": "twiml-check",
        "version": __version__,
        "rules": [rule(finding, view) for finding in rules.values()],
    }
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(run)],
        "columnKind": "unicodeCodePoints",
        "results": results(run, {name: index for index, name in enumerate(rules)}),
    }


def _invocation(run: Run) -> dict[str, Any]:
    """Return what only this tool suffered; what the webhooks suffer are results."""
    limits = [check for check in run.checks if check.undecided]
    begun = {"startTimeUtc": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(run.begun))} if run.begun else {}
    told = [
        {
            "level": "note" if is_skipped(check) else "warning",
            "message": message(f"{check.name or check.target} is undecided: {check.undecided}"),
        }
        for check in limits
    ]
    return {
        "executionSuccessful": not limits,
        **begun,
        "toolExecutionNotifications": told,
    }
