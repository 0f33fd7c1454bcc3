"""Whole processes, measured by the kernel's own accounting and compared round by round."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from subprocess import PIPE
from time import perf_counter
from typing import NamedTuple

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one `ru_maxrss`."""

Command = tuple[str, ...]


class Usage(NamedTuple):
    """What one process took, from its start to its end."""

    wall_ms: float
    cpu_ms: float
    peak_mb: float
    """The most memory that it held at once."""
    status: int


class Comparison(NamedTuple):
    """Medians: of the processes alone, and of the ratios of each round."""

    wall_ms: float
    wall_ratio: float
    cpu_ratio: float
    peak_mb: float


def environment(**added: str) -> dict[str, str]:
    """This process's, without the variables that change how Python starts or what we print."""
    dropped = ("PYTHON", "TWILIO_", "REQUESTS_", "CURL_", "VIRTUAL_ENV", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | added


def measure(command: Command, env: Mapping[str, str], output: str = os.devnull) -> Usage:
    """Run the command to its end, with nothing to read; what it writes goes to a file.

    Raises:
        OSError: it cannot be started.
    """
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    begun = perf_counter()
    child = os.posix_spawn(command[0], command, env, file_actions=actions)
    _, status, used = os.wait4(child, 0)
    wall = perf_counter() - begun
    cpu = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss * _PEAK_UNIT / 1e6
    return Usage(wall * 1000, cpu * 1000, peak, os.waitstatus_to_exitcode(status))


@contextmanager
def server_process(module: str, *arguments: str, lines: int = 1) -> Iterator[list[str]]:
    """Run a server in a process of its own; gives the lines that it prints when it is ready."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield [process.stdout.readline().strip() for _ in range(lines)]
        finally:
            process.stdin.close()


def interleaved(
    commands: Sequence[Command], env: Mapping[str, str], rounds: int
) -> list[list[Usage]]:
    """All commands in turn, A B C and then C B A, so that a machine's moods hit them alike.

    The first round warms the caches up and is not counted.
    """
    taken: list[list[Usage]] = [[] for _ in commands]
    for turn in range(rounds + 1):
        order = range(len(commands)) if turn % 2 else reversed(range(len(commands)))
        for number in order:
            usage = measure(commands[number], env)
            if turn:
                taken[number].append(usage)
    return taken


def compare(ours: Sequence[Usage], theirs: Sequence[Usage]) -> Comparison:
    """Ours over theirs, round by round: ratios stay put while the machine's speed drifts."""
    pairs = list(zip(ours, theirs, strict=True))
    return Comparison(
        wall_ms=median(our.wall_ms for our in ours),
        wall_ratio=median(our.wall_ms / their.wall_ms for our, their in pairs),
        cpu_ratio=median(our.cpu_ms / their.cpu_ms for our, their in pairs),
        peak_mb=max(our.peak_mb for our in ours),
    )
