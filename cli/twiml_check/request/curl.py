"""A request as a `curl` command."""

from shlex import quote

from twiml_check.model.exchange import Request
from twiml_check.web.secrets import mask_line

_SIGNATURE = "X-Twilio-Signature"
_MASK = "***:***"


def curl(request: Request, *, show_secrets: bool = False, cookies: str = "") -> str:
    """Return the request as one `curl` command on several lines, without a newline at the end.

    Without `show_secrets`, the signature is left out and secrets are masked, and comments after the
    command say so. `cookies` is a file for the cookies of one call.
    """
    lines = [_start(request, show_secrets), *_login(request, show_secrets)]
    if cookies:
        lines.append(f"--cookie {quote(cookies)} --cookie-jar {quote(cookies)}")
    for name, value in request.headers:
        if show_secrets or name != _SIGNATURE:
            lines.append(f"--header {quote(f'{name}: {value}')}")
    if request.method == "POST":
        lines.append(f"--data-raw {quote(_shown(_body(request), show_secrets))}")
    return "".join([" \\\n  ".join(lines), *([] if show_secrets else _notes(request))])


def _shown(text: str, show_secrets: bool) -> str:
    return text if show_secrets else mask_line(text)


def _body(request: Request) -> str:
    return request.body.decode("ascii", "replace")


def _address(request: Request) -> str:
    return (request.connect or request.target).text


def _start(request: Request, show_secrets: bool) -> str:
    # curl would expand brackets, squeeze dots and speak HTTP/2, which Twilio does not.
    plain = "curl --globoff --path-as-is --http1.1"
    return f"{plain} --request {request.method} {quote(_shown(_address(request), show_secrets))}"


def _login(request: Request, show_secrets: bool) -> list[str]:
    login = request.url.credentials
    if not login:
        return []
    return [f"--anyauth --user {quote(':'.join(login) if show_secrets else _MASK)}"]


def _notes(request: Request) -> list[str]:
    notes = []
    if any(name == _SIGNATURE for name, _ in request.headers):
        notes.append(f"\n# {_SIGNATURE} left out")
    sent = (_address(request), _body(request))
    if request.url.credentials or any(mask_line(text) != text for text in sent):
        notes.append("\n# secrets masked")
    return notes
