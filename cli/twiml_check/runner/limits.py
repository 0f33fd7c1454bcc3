"""The limits of the operating system for this process, and the message if one is reached."""

import os
from typing import NamedTuple

from twiml_check.model.ending import NoVerdict, OwnFailure, WrongCall
from twiml_check.vocabulary.own_limits import FULL, own_limit

RESERVE = 16
"""Descriptors for reports, certificates, modules that are imported later, and similar files."""
OF_EACH = 2
"""Descriptors of a target: a connection, and the DNS query before it."""
OF_APP = 4
"""Descriptors of a target in an app: both ends of a connection, and files of the app."""
MOST_KEPT = 256
"""The most idle connections, even if the limit is higher."""


class Room(NamedTuple):
    """The number of things that fit into the limits."""

    jobs: int
    """Targets at the same time."""
    kept: int
    """Idle connections of all hosts together."""


def find_room(jobs: int, *, with_app: bool = False) -> Room:
    """Return the room for so many targets at the same time, or for fewer."""
    left = _descriptors_left()
    if left is None:
        return Room(jobs, MOST_KEPT)
    each = OF_APP if with_app else OF_EACH
    fitting = max(min(jobs, left // (each + 1)), 1)  # about one idle connection for each as well
    return Room(fitting, max(min(left - fitting * each, MOST_KEPT), 0))


def failure_to(what: str, reason: OSError | ValueError) -> NoVerdict:
    """Return the error that something failed; a limit of ours is not a usage error."""
    if own := own_limit(reason):
        return OwnFailure(f"cannot {what}: {own}")
    kind = OwnFailure if getattr(reason, "errno", None) in FULL else WrongCall
    return kind(f"cannot {what}: {getattr(reason, 'strerror', None) or reason}")


def _descriptors_left() -> int | None:
    """Return how many descriptors are left for this process; None without a limit."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are not counted
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return None
    return max(limit - _open_descriptors() - RESERVE, 0)


def _open_descriptors() -> int:
    """Return the number of open descriptors; three, as every process has, without a list."""
    try:
        return len(os.listdir("/dev/fd"))
    except OSError:
        return 3
