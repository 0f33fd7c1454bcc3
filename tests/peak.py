"""Runs a command and says on the last line of stderr how it ended and how much memory it took.

    python tests/peak.py COMMAND [ARGUMENT ...]

A process of its own, and a small one: the kernel starts a child's peak at its parent's memory.
"""

import os
import sys

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one `ru_maxrss`."""


def main(command: list[str]) -> None:
    """Run it with this process's own streams."""
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(child, 0)
    peak = used.ru_maxrss * UNIT / 1e6
    sys.stderr.write(f"\n{os.waitstatus_to_exitcode(status)} {peak:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
