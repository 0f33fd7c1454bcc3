"""A headless Chromium for the tests, where there is one."""

import os
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Literal, NamedTuple

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
Scheme = Literal["light", "dark"]
SCHEMES: dict[Scheme, str] = {"light": "1", "dark": "0"}
LIMIT = 120
"""Seconds after which a test gives up on the browser."""


class Visit(NamedTuple):
    """What a page has become, and what the browser complained about."""

    dom: str
    console: str


def visit(url: str, profile: Path, *, scheme: Scheme = "light", width: int = 1200) -> Visit:
    """Load the page, let its scripts and requests end, and give back what is there then."""
    done = _run(["--dump-dom", "--virtual-time-budget=5000", url], profile, scheme, width)
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    return Visit(done.stdout.decode(), "\n".join(line for line in lines if "CONSOLE" in line))


def corner(url: str, profile: Path, *, scheme: Scheme) -> tuple[int, int, int]:
    """The colour of the first pixel of a screenshot."""
    picture = profile / "shot.png"
    _run([f"--screenshot={picture}", url], profile, scheme, 600)
    return _first_pixel(picture.read_bytes())


def _run(
    arguments: list[str], profile: Path, scheme: Scheme, width: int
) -> subprocess.CompletedProcess[bytes]:
    assert BROWSER
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--enable-logging=stderr", f"--user-data-dir={profile}",
        f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", f"--window-size={width},900",
        *arguments,
    ]  # fmt: skip
    home = {**os.environ, "HOME": str(profile)}
    return subprocess.run(command, capture_output=True, check=True, timeout=LIMIT, env=home)


def _first_pixel(png: bytes) -> tuple[int, int, int]:
    """Of an image with eight bits a channel; whatever its row is filtered by, that one is plain."""
    place, data = 8, b""
    while place < len(png):
        size, kind = int.from_bytes(png[place : place + 4]), png[place + 4 : place + 8]
        data += png[place + 8 : place + 8 + size] if kind == b"IDAT" else b""
        place += size + 12
    red, green, blue = zlib.decompress(data)[1:4]
    return red, green, blue
