"""Whatever a server sends, an exploration stays small."""

import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.servers import Received, Script, http_reply, serving, web

PEAK = str(Path(__file__).parent.parent / "peak.py")
MOST_MB = {
    "long addresses": 80,
    "short references at long addresses": 150,
    "thousands of hints": 70,
}
KB = 1_000
LONG = "p" * 50 * KB


def new_each_time(verbs: Callable[[str], str]) -> Script:
    """A server whose every answer is a state of its own, with words that no other has."""
    numbers = count()

    def answer(_request: Received) -> bytes:
        word = "".join(chr(97 + int(digit)) for digit in str(next(numbers)))
        return http_reply(f"<Response>{verbs(word)}</Response>".encode())

    return web(answer)


def gather(word: str, action: str, hints: str = "") -> str:
    """A <Gather> that takes keys and words."""
    taken = f'input="speech dtmf" hints="{hints or word}" action="{action}"'
    return f"<Gather {taken}><Say>{word}</Say></Gather>"


def at_a_long_address(word: str) -> str:
    """Hundreds of short references in a document at an address of 50 kB."""
    numbers = "".join(f'<Number url="{word}{place}">+15017122661</Number>' for place in range(200))
    return f"{gather(word, f'/{LONG}/{word}')}<Dial>{numbers}</Dial>"


SERVERS = {
    "long addresses": lambda word: gather(word, f"/{word}?{LONG}"),
    "short references at long addresses": at_a_long_address,
    "thousands of hints": lambda word: gather(
        word, "/", ",".join(f"{word}{place}" for place in range(7 * KB))[: 58 * KB]
    ),
}


@pytest.mark.parametrize("name", MOST_MB)
def test_no_server_fills_the_memory(name: str, tmp_path: Path) -> None:
    options = ["--event", "voice", "--budget", "100", "-q", "--map", str(tmp_path / "map.html")]
    with serving(new_each_time(SERVERS[name])) as server:
        tool = [sys.executable, "-m", "twiml_check", "explore", *options, server.url()]
        ran = subprocess.run([sys.executable, PEAK, *tool], capture_output=True, check=True)
    status, megabytes = ran.stderr.split()[-2:]
    assert status in (b"0", b"1", b"3"), ran.stderr
    assert server.connections >= 1
    assert float(megabytes) < MOST_MB[name]
    assert (tmp_path / "map.html").stat().st_size < 10 * KB * KB
