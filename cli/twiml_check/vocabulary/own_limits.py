"""What this process or this machine can run out of, and what to raise or lower then.

Twilio would not suffer from it, so nobody's webhook is to blame: the check is undecided.
"""

import errno

DESCRIPTORS = "this process has too many files open: raise `ulimit -n`, or lower --jobs"
MEMORY = "this machine has no memory left: stop other programs, or lower --jobs"
THREADS = "this machine starts no more threads: raise `ulimit -u`, or lower --jobs"
PORTS = (
    "this machine has no local address and port left for the connection: lower --jobs, wait a "
    "minute, or widen net.ipv4.ip_local_port_range"
)
NO_DNS = "DNS gives no answer for the host now: check the network of this machine, or try again"
OWN_LIMITS: dict[int, str] = {
    errno.EMFILE: DESCRIPTORS,
    errno.ENFILE: "this machine has too many files open: stop other programs, or raise fs.file-max",
    errno.ENOMEM: MEMORY,
    errno.ENOBUFS: MEMORY,
    errno.EADDRNOTAVAIL: PORTS,
}
"""By what the operating system says."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a disk says that takes no more."""
NO_THREAD = "can't start new thread"
"""What Python says: https://docs.python.org/3/library/threading.html"""


def own_limit(error: BaseException) -> str:
    """Return which limit of ours an error comes from; empty where others are to blame."""
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, RuntimeError):
        return THREADS if NO_THREAD in str(error) else ""
    # A gaierror has numbers of its own; none of those that can occur is among these.
    return OWN_LIMITS.get(error.errno or 0, "") if isinstance(error, OSError) else ""
