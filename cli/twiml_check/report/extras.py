"""The other parts of a report: phone numbers, returns to Studio, quests, snapshots."""

from collections.abc import Iterator

from twiml_check.model.run import FlowExit, Run, TargetResult, UrlHolder
from twiml_check.report.escape import escape_line
from twiml_check.report.phrases import spread, tally

MOST_VARIABLES = 20
MOST_TARGETS = 12
MOST_LINES = 200
"""The most lines of a difference; the JSON report has all of them."""
LONGEST = 1000
"""The most characters of one line."""
KEEPERS: dict[UrlHolder, str] = {
    "number": "number",
    "application": "TwiML App",
    "messaging-service": "Messaging Service",
}


def webhook_of(check: TargetResult) -> tuple[str, str]:
    """Return the URL of a phone number, and where it is configured: `TwiML App AP…`."""
    if check.resolved is None or not check.hops:
        return "", ""
    return check.hops[0].name, f"{KEEPERS[check.resolved.keeper]} {check.resolved.sid}".rstrip()


def flow_exit_lines(flow_exit: FlowExit) -> Iterator[tuple[str, str]]:
    """Yield Studio's response, the exit and the variables of the return; each with its name."""
    if flow_exit.twiml:
        yield "Studio", flow_exit.twiml
    led = f"{flow_exit.exit} → {flow_exit.next or 'the end of the flow'}"
    yield "exit", led if flow_exit.exit else "none"
    for number, (name, value) in enumerate(flow_exit.variables[:MOST_VARIABLES]):
        yield "" if number else "variables", f"{name} = {value}"
    if len(flow_exit.variables) > MOST_VARIABLES:
        yield "", f"and {len(flow_exit.variables) - MOST_VARIABLES} more"


def chest(run: Run) -> tuple[str, list[str]]:
    """Return the result of a quest, and its unmet goals; empty if it is done."""
    waits = list(_waits(run))
    if waits:
        return "The chest stays closed. Still missing:", waits
    return f"The chest is open: {run.quest} is done.", []


def _waits(run: Run) -> Iterator[str]:
    """Yield the unmet goals of the quest, in its words."""
    for check in run.checks:
        unmet = [each for each in check.expectations if not each.met]
        yield from (each.words or each.expression for each in unmet)
        if check.verdict == "undecided":
            yield f"a complete run ({check.undecided})"
        elif check.verdict == "fail" and (not unmet or tally([check]).errors):
            yield "a response without errors"


def missing_targets(run: Run) -> str:
    """Return which targets of the snapshot were not checked; empty when all were."""
    names = run.missing or ()
    more = f" and {len(names) - MOST_TARGETS} more" if len(names) > MOST_TARGETS else ""
    listed = ", ".join(names[:MOST_TARGETS])
    return f"In the snapshot, but not checked now: {listed}{more}" if names else ""


def differences(check: TargetResult) -> list[str]:
    """Return the removed and the added lines, escaped; empty if nothing has changed."""
    compared = check.comparison
    if compared is None or not compared.diff:
        return []
    heads = (f"--- {compared.file}", f"+++ {check.target}")
    shown = map(escape_line, (*heads, *compared.diff[:MOST_LINES]))
    lines = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in shown]
    more = compared.more + len(compared.diff) - MOST_LINES
    return [*lines, f"… {more} lines more"] if more > 0 else lines


def details(check: TargetResult) -> Iterator[tuple[str, str]]:
    """Yield the other facts about a target, each with its name; without a name if one continues."""
    url, where = webhook_of(check)
    if where:
        yield "URL", f"{url} ({where})"
    if check.latency:
        yield "latency", spread(check.latency)
    if check.flow_exit:
        yield from flow_exit_lines(check.flow_exit)
    if check.again:
        yield "again", check.again
