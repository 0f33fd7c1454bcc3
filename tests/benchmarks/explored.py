"""python -m tests.benchmarks.explored: an app of 200 menus, beside a bare loop of its requests."""

import shutil
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.processes import (
    Command,
    compare,
    environment,
    interleaved,
    measure,
    server_process,
)

SCRIPT = Path(__file__).parent / "scripts" / "post_again.py"
FEW, MANY = 200, 1000
RATIO = 2.0
"""The most that our time may be of the bare loop's."""
MEGABYTES = 120
"""The most memory for the many."""


def explore(tool: str, origin: str) -> Command:
    """The command that explores all of it."""
    limits = ("--budget", "100000", "--depth", "50")
    return (tool, "explore", *limits, "--format", "json", f"{origin}/")


def times(python: str, tool: str, folder: Path, rounds: int) -> bool:
    """Print how long the few take; True when the goal is met."""
    asked, ignored = folder / "asked", folder / "ignored"
    with server_process("tests.benchmarks.menus", str(FEW), str(asked)) as (origin,):
        first = measure(explore(tool, origin), environment())
    requests = len(asked.read_text().splitlines())
    with server_process("tests.benchmarks.menus", str(FEW), str(ignored)) as (origin,):
        bare = (python, str(SCRIPT), origin, str(asked))
        theirs, ours = interleaved([bare, explore(tool, origin)], environment(), rounds)
    result = compare(ours, theirs)
    met = result.wall_ratio <= RATIO and not first.status
    print(f"\n{FEW} states, {requests} requests, of the same with requests alone: {rounds} rounds")
    figures = f"{result.wall_ms:8.0f} ms {result.wall_ratio:6.2f} x wall {result.cpu_ratio:6.2f} x"
    print(f"  explore {figures} CPU, goal {RATIO:.2f}{'' if met else '  MISSED'}")
    return met


def memory(tool: str, folder: Path) -> bool:
    """Print the memory that the many take; True when the goal is met."""
    with server_process("tests.benchmarks.menus", str(MANY), str(folder / "many")) as (origin,):
        usage = measure(explore(tool, origin), environment())
    met = usage.peak_mb < MEGABYTES and not usage.status
    requests = len((folder / "many").read_text().splitlines())
    told = f"{usage.peak_mb:.1f} MB, {usage.wall_ms / 1000:.1f} s, {requests} requests"
    print(f"\n{MANY} states: {told}, goal {MEGABYTES} MB{'' if met else '  MISSED'}")
    return met


def main(rounds: int = 5) -> int:
    """Measure and print; the status is 1 when a goal is missed."""
    tool = shutil.which("twiml-check", path=str(Path(sys.executable).parent)) or "twiml-check"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        met = [times(sys.executable, tool, folder, rounds), memory(tool, folder)]
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
