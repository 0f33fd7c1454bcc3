"""Print the first request to each webhook as a `curl` command, and send nothing."""

from collections.abc import Iterable

from twiml_check.model.ending import Exit, WrongCall
from twiml_check.request.curl import curl
from twiml_check.request.session import first
from twiml_check.runner.check_target import asking_of, new_session
from twiml_check.runner.output import note, write
from twiml_check.runner.settings import Asking, Judging, Reporting
from twiml_check.runner.targets import Target

SIGNATURE_IS_SECRET = "the signature is a secret: anyone who has this command can send the request"  # noqa: S105


def ensure_shown(
    option: str, asking: Asking, judging: Judging, reporting: Reporting, found: Iterable[Target]
) -> None:
    """Refuse options and targets that --dry-run and --curl cannot use; raises WrongCall."""
    if not all(target.is_asked for target in found):
        raise WrongCall(f"{option} prints the request to a webhook; a file gets no request")
    if reporting.report:
        raise WrongCall(f"{option} sends nothing, so there is nothing to report with --report")
    if judging.save or judging.compare:
        raise WrongCall(f"{option} sends nothing, so there is nothing to save or compare")
    if option == "--curl" and (asking.no_signature or not asking.auth_token):
        raise WrongCall(
            "--curl prints the signed request: set TWILIO_AUTH_TOKEN or --auth-token, without "
            "--no-signature. --dry-run prints the request without a signature"
        )


def show_requests(
    requests: Iterable[tuple[Asking, Target]], reporting: Reporting, *, signed: bool
) -> int:
    """Print the first request to each target, and return the exit status."""
    lines = [
        curl(first(new_session(asking_of(asking, target), target.url)), show_secrets=signed)
        for asking, target in requests
    ]
    if signed:
        note(SIGNATURE_IS_SECRET)
    write("".join(f"{line}\n" for line in lines), reporting.output)
    return Exit.PASS
