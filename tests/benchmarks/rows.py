"""What is measured, against what, and how many times as long it may take."""

import shutil
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.processes import Command

SCRIPTS = Path(__file__).parent / "scripts"


class Row(NamedTuple):
    """A line of the table."""

    name: str
    ours: Command
    goal: float | None
    """The most that our time may be of theirs; None when it is only told."""


class Group(NamedTuple):
    """Rows that are measured in turn with the same yardstick."""

    yardstick: str
    theirs: Command
    rows: tuple[Row, ...]


def groups(
    programs: Path, document: str, url: str, secure_url: str, authorities: str
) -> list[Group]:
    """All that can be measured on this machine."""
    python, tool = str(programs / "python"), str(programs / "twiml-check")
    post = (python, str(SCRIPTS / "post_once.py"), url)
    light = (python, "-c", "import click, defusedxml.ElementTree")
    ten = (python, str(SCRIPTS / "post_ten.py"), secure_url, authorities)
    found = [
        Group(
            "import requests, post once",
            post,
            (
                Row("a webhook, json", (tool, "--format", "json", url), 1.2),
                Row("a webhook, text", (tool, url), 1.4),
            ),
        ),
        Group(
            "import click, defusedxml.ElementTree",
            light,
            (
                Row("--version", (tool, "--version"), 1.5),
                Row("--help", (tool, "--help"), 1.5),
                Row("a file, json", (tool, "--format", "json", document), 1.5),
            ),
        ),
        Group(
            "requests, ten fresh https connections",
            ten,
            (
                Row(
                    "one Fetcher, ten of them, one trust store",
                    (python, str(SCRIPTS / "fetch_ten.py"), secure_url, authorities),
                    None,
                ),
            ),
        ),
    ]
    peer = shutil.which("twilio")
    if peer:
        command = (peer, "webhook:invoke", url, "--no-signature")
        found.append(
            Group(
                "twilio webhook:invoke",
                command,
                (Row("a webhook, json", (tool, "--format", "json", url), 0.2),),
            )
        )
    return found
