"""Whatever a server sends, a check takes less than 60 MB."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import HOSTILE
from tests.servers import serving
from twiml_check.report import REPORTERS

PEAK = str(Path(__file__).parent.parent / "peak.py")
MOST_MB = 60


@pytest.mark.parametrize("report", ["json", "text"])
@pytest.mark.parametrize("name", HOSTILE)
def test_no_server_can_fill_the_memory(name: str, report: str) -> None:
    peak(name, report)


@pytest.mark.parametrize("report", sorted({*REPORTERS} - {"json", "text"}))
def test_no_report_does(report: str) -> None:
    peak("tiny elements", report)


def peak(name: str, report: str) -> None:
    with serving(HOSTILE[name]()) as server:
        tool = [sys.executable, "-m", "twiml_check", "--format", report, server.url()]
        ran = subprocess.run([sys.executable, PEAK, *tool], capture_output=True, check=True)
    status, peak = ran.stderr.split()[-2:]
    assert status in (b"0", b"1", b"3"), ran.stderr
    assert float(peak) < MOST_MB
    assert server.connections >= 1
