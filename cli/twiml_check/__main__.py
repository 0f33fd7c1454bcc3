"""python -m twiml_check, and what the installed command calls."""

import gc
import sys
import warnings


def run() -> None:
    """Run the command line, and end the process with one of its exit statuses."""
    # Start-up makes many objects and drops none: collecting among them is a tenth of a short run.
    # `runner.check_target` switches it on again before anything comes in from outside.
    gc.disable()
    _without_guessing()
    try:
        from twiml_check.commands.main import call
        from twiml_check.runner import output

        status = call(sys.argv[1:])
    except KeyboardInterrupt:  # while all this is still being imported
        sys.exit(130)
    gc.freeze()  # or the interpreter looks through all of it on its way out: a seventh of a run
    output.end_process(status)


def _without_guessing() -> None:
    """Spare requests the libraries that guess an encoding: 3 MB and a tenth of the import.

    It works without them, and only warns: _resolve_char_detection in
    https://github.com/psf/requests/blob/main/src/requests/compat.py
    """
    for guesser in ("chardet", "charset_normalizer"):
        sys.modules[guesser] = None  # type: ignore[assignment]  # its import now fails
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection")


if __name__ == "__main__":
    run()
