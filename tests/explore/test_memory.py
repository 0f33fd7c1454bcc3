"""Whatever a server sends, a check takes less than 62 MB."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import HOSTILE
from tests.servers import serving
from twiml_check.report import REPORTERS

PEAK = str(Path(__file__).parent.parent / "peak.py")
MOST_MB = 62
VOICE = {"50 faulty documents", "music"}
LONGEST = "50 documents"
"""It takes the most; all others leave room for two reports of one run."""


@pytest.mark.parametrize("report", ["json", "text"])
def test_no_chain_can_fill_the_memory(report: str) -> None:
    assert peak(LONGEST, report) < MOST_MB


@pytest.mark.parametrize("name", sorted({*HOSTILE} - {LONGEST}))
def test_no_server_can_fill_the_memory(name: str, tmp_path: Path) -> None:
    assert peak(name, "json", f"--report=text={tmp_path / 'report.txt'}") < MOST_MB


@pytest.mark.parametrize("report", sorted({*REPORTERS} - {"json", "text"}))
def test_no_report_does(report: str) -> None:
    assert peak("tiny elements", report) < MOST_MB


@pytest.mark.parametrize("name", ["50 faulty documents", "redirects to long addresses"])
def test_no_snapshot_does(name: str, tmp_path: Path) -> None:
    saved = f"--save={tmp_path / 'saved.json'}"
    assert peak(name, "text", saved) < MOST_MB
    assert peak(name, "json", f"--compare={tmp_path / 'saved.json'}") < MOST_MB


def test_not_even_all_that_went_over_the_wire_does() -> None:
    assert peak("redirects to long addresses", "text", "-vv") < MOST_MB


@pytest.mark.parametrize("name", ["redirects with headers", "redirects to long addresses"])
def test_no_longer_way_does(name: str) -> None:
    assert peak(name, "text", "--max-hops=1000", "--event=voice") < MOST_MB


def peak(name: str, report: str, *options: str) -> float:
    """Return the most megabytes that a check of this server takes."""
    options = (*options, "--event=voice") if name in VOICE else options
    with serving(HOSTILE[name]()) as server:
        tool = [sys.executable, "-m", "twiml_check", "--format", report, *options, server.url()]
        ran = subprocess.run([sys.executable, PEAK, *tool], capture_output=True, check=True)
    status, megabytes = ran.stderr.split()[-2:]
    assert status in (b"0", b"1", b"3"), ran.stderr
    assert server.connections >= 1
    return float(megabytes)
