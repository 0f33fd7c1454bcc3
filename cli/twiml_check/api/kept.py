"""The results of the running test, for the pytest plugin.

pytest imports this module at every start, so it imports nothing.
"""

TYPE_CHECKING = False  # as in typing, whose import takes longer than this module
if TYPE_CHECKING:
    from collections import deque
    from typing import Any

MOST = 10
"""The last results of a test are kept; a test may make thousands."""
results: "deque[Any] | None" = None
"""The last `Result`s; None when no test is running: nothing is kept then."""
