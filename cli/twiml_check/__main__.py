"""python -m twiml_check, and what the installed command calls."""

from __future__ import annotations

import gc
import sys


def run() -> None:
    """Run the command line, and end the process with one of its exit statuses."""
    # Start-up makes many objects and drops none: collecting among them is a tenth of a short run.
    # `commands.check` switches it on again before anything comes in from outside.
    gc.disable()
    from twiml_check.commands.main import call

    sys.exit(call(sys.argv[1:]))


if __name__ == "__main__":
    run()
