"""python -m tests.benchmarks.many: a thousand webhooks in one call, beside the usual ways."""

import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

from tests.benchmarks.endpoints import SLOW, endpoints
from tests.benchmarks.processes import Command, Usage, compare, environment, interleaved, measure

SCRIPT = Path(__file__).parent / "scripts" / "post_many.py"
ENDPOINTS = 1000
JOBS = 16
BARE, SHELL, BOUND = 1.5, 0.2, 1.1
"""The most that our time may be of: the bare loop, the shell's, the bare loop on slow servers."""
ROUNDS_OF_SLOW = 20
"""Times that each job waits for a slow server."""
FEW = 100
KILOBYTES, MEGABYTES = 20, 150
"""The most memory for one endpoint more, and for all of them."""


def shell(addresses: Path) -> Command:
    """curl and, where it is installed, xmllint, sixteen at a time."""
    judge = " | xmllint --noout -" if shutil.which("xmllint") else " > /dev/null"
    one = f"curl -s -d Body=hello -d From=+15017122661 {{}}{judge}"
    return ("/bin/sh", "-c", f"xargs -P{JOBS} -I{{}} sh -c '{one}' < {addresses}")


def beside_others(python: str, tool: str, origin: str, folder: Path, rounds: int) -> bool:
    """Print how long a thousand take; True when the goals are met."""
    addresses = [f"{origin}/sms/{number}" for number in range(ENDPOINTS)]
    file = folder / "addresses"
    file.write_text("\n".join(addresses))
    ours = {
        name: (tool, "-j", str(JOBS), *options, *addresses)
        for name, options in (("json", ("--format", "json")), ("text", ()))
    }
    bare = (python, str(SCRIPT), str(file), str(JOBS))
    theirs, *taken = interleaved([bare, *ours.values()], environment(), rounds)
    met = [_row(name, usages, theirs, BARE) for name, usages in zip(ours, taken, strict=True)]
    if shutil.which("curl"):
        theirs, mine = interleaved([shell(file), ours["json"]], environment(), 1)
        met.append(_row("json, of xargs, curl and xmllint", mine, theirs, SHELL, judged=False))
    return all(met)


def bound_by_servers(python: str, tool: str, origin: str, folder: Path) -> bool:
    """Print how long slow servers take, beside the loop that does nothing but wait for them."""
    addresses = [f"{origin}/slow/{number}" for number in range(JOBS * ROUNDS_OF_SLOW)]
    file = folder / "slow"
    file.write_text("\n".join(addresses))
    bare = (python, str(SCRIPT), str(file), str(JOBS))
    theirs, ours = interleaved([bare, (tool, "-j", str(JOBS), *addresses)], environment(), 1)
    return _row(f"{len(addresses)} that take {SLOW * 1000:.0f} ms each", ours, theirs, BOUND)


def in_memory(tool: str, origin: str) -> bool:
    """Print what an endpoint takes of memory; True when the goals are met."""
    met = True
    for name in ("json", "text"):
        few, all_ = (
            measure(
                (tool, "--format", name, *(f"{origin}/sms/{number}" for number in range(count))),
                environment(),
            ).peak_mb
            for count in (FEW, ENDPOINTS)
        )
        each = (all_ - few) * 1000 / (ENDPOINTS - FEW)
        fits = each < KILOBYTES and all_ < MEGABYTES
        met = met and fits
        print(f"  {name}: {all_:.0f} MB, {each:.1f} kB an endpoint{'' if fits else '  MISSED'}")
    return met


def _row(
    name: str, ours: list[Usage], theirs: list[Usage], goal: float, *, judged: bool = True
) -> bool:
    failed = any(usage.status for usage in (*ours, *(theirs if judged else ())))
    told = compare(ours, theirs)
    return (
        _told(name, ours[-1]._replace(wall_ms=told.wall_ms), told.wall_ratio, goal) and not failed
    )


def _told(name: str, usage: Usage, ratio: float, goal: float) -> bool:
    met = ratio <= goal and not usage.status
    end = "" if met else "  FAILED" if usage.status else "  MISSED"
    print(f"  {name:42}{usage.wall_ms:8.0f}{ratio:8.2f}{goal:16.2f}{end}", flush=True)
    return met


def all_rows(python: str, tool: str, rounds: int) -> bool:
    """Print all that is measured of many webhooks; True when the goals are met."""
    with endpoints() as origin, tempfile.TemporaryDirectory() as folder:
        print(f"\n{ENDPOINTS} webhooks, beside one session in {JOBS} threads: ms, ratio, goal")
        met = [
            beside_others(python, tool, origin, Path(folder), rounds),
            bound_by_servers(python, tool, origin, Path(folder)),
        ]
        print(f"  peak memory of {ENDPOINTS}, goals {MEGABYTES} MB and {KILOBYTES} kB an endpoint")
        met.append(in_memory(tool, origin))
    return all(met)


if __name__ == "__main__":
    scripts = Path(sysconfig.get_path("scripts"))
    sys.exit(not all_rows(sys.executable, str(scripts / "twiml-check"), 5))
