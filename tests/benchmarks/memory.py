"""The most memory that a check takes, server by hostile server."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.hostile import HOSTILE
from tests.servers import serving

PEAK = str(Path(__file__).parent.parent / "peak.py")
GOAL_MB = 60


def peaks(tool: str, env: dict[str, str]) -> Iterator[tuple[str, float, float]]:
    """For each server: its name, and the peaks with the JSON report and the text, in MB."""
    for name, script in HOSTILE.items():
        with serving(script()) as server:
            json = _peak((tool, "--format", "json", server.url()), env)
            yield name, json, _peak((tool, server.url()), env)


def _peak(command: tuple[str, ...], env: dict[str, str]) -> float:
    measured = [sys.executable, PEAK, *command]
    ran = subprocess.run(measured, capture_output=True, env=env, check=True)
    return float(ran.stderr.split()[-1])
