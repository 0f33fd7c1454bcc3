"""The entry point of `python -m twiml_check` and of the installed command."""

import gc
import sys
import warnings


def run() -> None:
    """Run the command line, and end the process with one of its exit statuses."""
    # Start-up makes many objects and drops none: garbage collection is a tenth of a short run.
    # `runner.check_target` switches it on before the first request.
    gc.disable()
    _without_guessing()
    try:
        from twiml_check.commands.main import call
        from twiml_check.runner import output, stop

        stop.listen()
        status = call(sys.argv[1:])
        stop.stop_listening()
    except KeyboardInterrupt:  # during the imports, or a second one at the end
        sys.exit(130)
    gc.freeze()  # otherwise the interpreter collects at its end: a seventh of a run
    output.end_process(status)


def _without_guessing() -> None:
    """Keep requests from importing the libraries that guess an encoding: 3 MB, a tenth of the time.

    requests works without them, and only warns: _resolve_char_detection in
    https://github.com/psf/requests/blob/main/src/requests/compat.py
    """
    for guesser in ("chardet", "charset_normalizer"):
        sys.modules[guesser] = None  # type: ignore[assignment]  # the import now fails
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection")


if __name__ == "__main__":
    run()
