"""The limits of this process and this machine, each with the change that helps.

Twilio does not have these limits, so the webhook is not at fault: the check is undecided.
"""

import errno

DESCRIPTORS = "this process has too many files open: raise `ulimit -n`, or lower --jobs"
MEMORY = "this machine has no memory left: stop other programs, or lower --jobs"
THREADS = "this machine cannot start more threads: raise `ulimit -u`, or lower --jobs"
PORTS = (
    "this machine has no local address and port left for the connection: lower --jobs, wait a "
    "minute, or widen net.ipv4.ip_local_port_range"
)
NO_DNS = "DNS does not respond for the host: check the network of this machine, or try again"
OWN_LIMITS: dict[int, str] = {
    errno.EMFILE: DESCRIPTORS,
    errno.ENFILE: "this machine has too many files open: stop other programs, or raise fs.file-max",
    errno.ENOMEM: MEMORY,
    errno.ENOBUFS: MEMORY,
    errno.EADDRNOTAVAIL: PORTS,
}
"""By the error number of the operating system."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""The error numbers of a full disk."""
NO_THREAD = "can't start new thread"
"""The message of Python: https://docs.python.org/3/library/threading.html"""


def own_limit(error: BaseException) -> str:
    """Return the limit of ours that caused an error; empty for another cause."""
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, RuntimeError):
        return THREADS if NO_THREAD in str(error) else ""
    # A gaierror has its own numbers; those that can occur differ from these.
    return OWN_LIMITS.get(error.errno or 0, "") if isinstance(error, OSError) else ""
