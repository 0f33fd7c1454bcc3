"""What the operating system lets this process have, and what is said where that is not enough."""

import os
from typing import NamedTuple

from twiml_check.model.ending import NoVerdict, OwnFailure, WrongCall
from twiml_check.vocabulary.own_limits import FULL, own_limit

RESERVE = 16
"""Descriptors for reports, certificates, modules that are still to be imported, and the like."""
OF_EACH = 2
"""Descriptors that a target takes: a connection, and what DNS opens before it."""
OF_APP = 4
"""The same where an app answers here: both ends of a connection, and files of its own."""
MOST_KEPT = 256
"""Idle connections, however much is allowed: who asks more servers than that waits for them."""


class Room(NamedTuple):
    """What there is room for."""

    jobs: int
    """Targets at the same time."""
    kept: int
    """Idle connections of all hosts together."""


def find_room(jobs: int, *, with_app: bool = False) -> Room:
    """Return room for so many targets at the same time, or for fewer: that is better than none."""
    left = _descriptors_left()
    if left is None:
        return Room(jobs, MOST_KEPT)
    each = OF_APP if with_app else OF_EACH
    fitting = max(min(jobs, left // (each + 1)), 1)  # about one idle connection for each as well
    return Room(fitting, max(min(left - fitting * each, MOST_KEPT), 0))


def failure_to(what: str, reason: OSError | ValueError) -> NoVerdict:
    """Return that something cannot be done: no call is wrong where a limit of ours was reached."""
    if own := own_limit(reason):
        return OwnFailure(f"cannot {what}: {own}")
    kind = OwnFailure if getattr(reason, "errno", None) in FULL else WrongCall
    return kind(f"cannot {what}: {getattr(reason, 'strerror', None) or reason}")


def _descriptors_left() -> int | None:
    """Return how many more this process may open, the reserve left aside; None if without end."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are not counted
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return None
    return max(limit - _open_descriptors() - RESERVE, 0)


def _open_descriptors() -> int:
    """Count what is open now; where there is no list of it, take what every process has."""
    try:
        return len(os.listdir("/dev/fd"))
    except OSError:
        return 3
