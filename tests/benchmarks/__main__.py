"""python -m tests.benchmarks [--quick]: the whole table.

Takes some minutes, a package registry, and a machine that does little else meanwhile.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.installed import install
from tests.benchmarks.lint import main as lint
from tests.benchmarks.many import all_rows
from tests.benchmarks.memory import GOAL_MB, peaks
from tests.benchmarks.processes import Usage, compare, environment, interleaved
from tests.benchmarks.rows import Group, Row, groups
from tests.benchmarks.server import webhook

DOCUMENT = "<Response><Message>We are open from nine to five.</Message></Response>"
TWILIO = {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": "0" * 32}
"""Made up: twilio-cli wants some even where it signs nothing."""


def main() -> int:
    """Measure and print; the status is 1 when a goal is missed."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    options.add_argument("--quick", action="store_true", help="5 rounds instead of 21")
    rounds = 5 if options.parse_args().quick else 21
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        programs = install(folder, environment())
        document = folder / "answer.xml"
        document.write_text(DOCUMENT)
        with webhook(folder) as addresses:
            met = [_times(group, rounds) for group in groups(programs, str(document), *addresses)]
        tool = str(programs / "twiml-check")
        met.append(_memory(tool))
        met.append(all_rows(str(programs / "python"), tool, rounds // 4))
    met.append(lint() == 0)
    return int(not all(met))


def _times(group: Group, rounds: int) -> bool:
    """Print a group of rows; True when all its goals are met."""
    theirs, *ours = interleaved(
        [group.theirs, *(row.ours for row in group.rows)], environment(**TWILIO), rounds
    )
    told = compare(theirs, theirs)
    print(f"\n{group.yardstick}: {told.wall_ms:.0f} ms, {rounds} rounds")
    print(f"  {'':42}{'wall ms':>8}{'x wall':>8}{'x CPU':>8}{'goal':>8}")
    met = [_time(row, usages, theirs) for row, usages in zip(group.rows, ours, strict=True)]
    return all(met)


def _time(row: Row, ours: list[Usage], theirs: list[Usage]) -> bool:
    result = compare(ours, theirs)
    failed = any(usage.status for usage in (*ours, *theirs))
    met = not failed and (row.goal is None or result.wall_ratio <= row.goal)
    goal = "" if row.goal is None else f"{row.goal:.2f}"
    figures = f"{result.wall_ms:8.0f}{result.wall_ratio:8.2f}{result.cpu_ratio:8.2f}{goal:>8}"
    print(f"  {row.name:42}{figures}{'' if met else '  FAILED' if failed else '  MISSED'}")
    return met


def _memory(tool: str) -> bool:
    print(f"\npeak memory in MB, goal {GOAL_MB}\n  {'':42}{'json':>8}{'text':>8}")
    met = True
    for name, json, text in peaks(tool, environment()):
        fits = max(json, text) < GOAL_MB
        met = met and fits
        print(f"  {name:42}{json:8.1f}{text:8.1f}{'' if fits else '  MISSED'}", flush=True)
    return met


if __name__ == "__main__":
    sys.exit(main())
