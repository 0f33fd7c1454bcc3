"""The results of the running test, for the pytest plugin.

pytest imports this module at every start, so it imports nothing.
"""

TYPE_CHECKING = False  # as in typing, whose import takes longer than this module
if TYPE_CHECKING:
    from collections import deque

    from twiml_check.api.results import Result

MOST = 10
"""The last results of a test are kept; a test may make thousands."""
results: "deque[Result] | None" = None
"""None when no test is running: nothing is kept then."""
