"""The URLs of a document that --probe requests: audio, files, callbacks, streams.

--probe requests callbacks with HEAD, which changes nothing in the user's app. So a response counts
as an error only where Twilio's own request would get the same; any other is an info at most.
"""

from collections.abc import Iterator

from twiml_check.model.exchange import Answer, TransportError
from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop, Resource
from twiml_check.rules.rule import rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import AUDIO_TYPES, FOLLOWED, MAX_REDIRECTS, STATUS_ADVICE
from twiml_check.vocabulary.failures import FAILURES
from twiml_check.vocabulary.resources import (
    MEDIA_LIMITS,
    MEGABYTE,
    NO_HANDSHAKE,
    NO_MEDIA,
    RELAY_FAILED,
    STREAM_ADVICE,
    STREAM_CODES,
    STREAM_REFUSED,
    STREAMS,
    TOO_LATE,
)
from twiml_check.web.text import mask

SWITCHING = 101
NEVER_ABOUT_HEAD = (502, 503, 504)
"""The statuses of a proxy without a server behind it, for any request."""
GONE = (404, 410)
UNSURE = (*GONE, 500)
"""Some servers respond with these to every HEAD: Express where a route has only POST, API Gateway
where a route has only GET. Others do when fields are missing."""
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""Joined to the key of a WebSocket handshake: https://www.rfc-editor.org/rfc/rfc6455#section-1.3"""


@rule("unreachable-target", "error", subject="probe")
def unreachable_target(hop: Hop) -> Iterator[Problem]:
    """With --probe: a request to an audio file, a file or a callback of the document failed.

    twiml-check requests audio and other files with GET, as Twilio does. twiml-check requests
    callbacks, actions and the <Redirect> of a file with HEAD, so that nothing happens in the app;
    Twilio's own request is a POST with parameters. (The <Redirect> of a webhook is followed with or
    without --probe.) 401, 403 or 405 to a HEAD request is ignored: the route may only accept POST.
    404 or 500 is only an info where Twilio sends POST, and 404 is a warning where Twilio sends GET:
    a server may have the route for that method alone.

    Twilio logs 11200 for a missing file, and for most callbacks. Some callbacks have their own
    number: 15003 for statusCallback of a noun of <Dial>, but 16011 for <Conference>; 13807 for
    clientNotificationUrl, 32503 for <Conversation>, 94100 for transcribeCallback (94101 after a
    timeout).
    """
    target, answer = hop.resource, hop.answer
    if target is None or answer is None or target.kind in STREAMS:
        return
    failure = _failure(target, answer)
    if failure:
        row = FAILURES[failure.cause]
        said = f"{target.what}: {row.sentence(failure.detail)}"
        late = TOO_LATE.get(target.refused) if failure.cause == "answer-timeout" else None
        yield _problem(hop, said, row.advice, late or failure.code or row.code)
    elif answer.status is not None and 300 <= answer.status < 400:
        yield from _redirect_problems(hop, target, answer)
    elif answer.status is not None and answer.status >= 400:
        yield from _status_problems(hop, target, answer.status)


def _failure(target: Resource, answer: Answer) -> TransportError | None:
    """Return why there is no response; a fault of the body alone does not matter."""
    failure = answer.failure
    if failure is None or answer.status is None:
        return failure
    harmless = target.kind == "callback" or failure.cause in ("body-too-large", "empty-chunked")
    return None if harmless or answer.status >= 300 else failure


def _redirect_problems(hop: Hop, target: Resource, answer: Answer) -> Iterator[Problem]:
    location = (answer.header("Location") or "").strip()
    said, final = f"{target.what} responds with {answer.status}", "write the final URL"
    if answer.status not in FOLLOWED:
        said, change = f"{said}, which Twilio does not follow", f"respond with 307, or {final}"
        yield _problem(hop, said, change, 11216)
    elif not location:
        yield _problem(hop, f"{said} without a Location header", "send a Location header", 11216)
    elif hop.request and (reason := hop.request.url.resolve(location).problem):
        shown = cut(mask(location))
        said = f'{target.what} redirects to "{shown}": {reason}'
        yield _problem(hop, said, "send an http or https URL in Location", 11216)
    elif hop.redirects >= MAX_REDIRECTS:
        said = f"{target.what} redirects more than {MAX_REDIRECTS} times"
        yield _problem(hop, said, final, 11215)


def _status_problems(hop: Hop, target: Resource, status: int) -> Iterator[Problem]:
    said, help_text = f"{target.what} responds with {status}", _advice(target, status)
    if target.kind != "callback" or status in NEVER_ABOUT_HEAD:
        yield _problem(hop, said, help_text, target.refused)
    elif status in UNSURE:
        said = f"{said} to HEAD; Twilio sends {target.method}"
        if status == 404:
            help_text += f"; a route for {target.method} alone may respond so to HEAD"
        level: Level = "warning" if status in GONE and target.method == "GET" else "info"
        yield _problem(hop, said, help_text, target.refused, level)


def _advice(target: Resource, status: int) -> str:
    if status == 405 and target.kind != "callback":
        return "let the server accept GET"
    advice = STATUS_ADVICE.get(status, STATUS_ADVICE[500 if status >= 500 else 400])
    return advice.format(method=target.method)


@rule("not-audio", "error", 13420, subject="probe")
def not_audio(hop: Hop) -> Iterator[Problem]:
    """With --probe: the URL in <Play> is not audio that Twilio plays.

    The Content-Type counts, not the name of the file. Twilio logs 13420, or 13325 inside <Gather>.
    Twilio plays MP3, WAV, AIFF, GSM and µ-law; any other kind of audio is only a warning.
    """
    target, answer = hop.resource, hop.answer
    if target is None or answer is None or target.kind not in ("sound", "prompt"):
        return
    if not _has_arrived(target, answer) or answer.media_type in AUDIO_TYPES:
        return
    found = answer.media_type
    said = f'with "{cut(found, 50)}", which' if found else "without a Content-Type, so"
    yield _problem(
        hop,
        f"{target.what} responds {said} Twilio does not play{'' if found else ' it'}",
        "send the audio with its Content-Type, like audio/mpeg",
        13325 if target.kind == "prompt" else 13420,
        "warning" if found.startswith("audio/") else None,
    )


@rule("unsendable-media", "error", 12300, subject="probe")
def unsendable_media(hop: Hop) -> Iterator[Problem]:
    """With --probe: the URL in <Media> is a web page or data, not a file that Twilio can send.

    The Content-Type counts, not the name of the file. Twilio logs 12300 and sends nothing.
    """
    target, answer = hop.resource, hop.answer
    if target is None or answer is None or target.kind != "media":
        return
    found = answer.media_type
    if _has_arrived(target, answer) and (found in NO_MEDIA or not found):
        said = f'with "{found}", which Twilio cannot send' if found else "without a Content-Type"
        yield _problem(
            hop,
            f"{target.what} responds {said}",
            "send the file with its Content-Type, like image/jpeg",
            12300,
            None if found else "warning",
        )


@rule("media-too-large", "error", 11751, subject="probe")
def media_too_large(hop: Hop) -> Iterator[Problem]:
    """With --probe: the files of one message are together larger than the limit of the channel.

    The limit is 5 MB, or 16 MB for WhatsApp. Twilio logs 11751, and does not send the message.
    twiml-check reads the size in the Content-Length header.
    """
    target, answer = hop.resource, hop.answer
    if (
        target is None
        or answer is None
        or target.kind != "media"
        or not _has_arrived(target, answer)
    ):
        return
    limit = MEDIA_LIMITS.get(hop.event.name)
    whole = hop.before + answer.size
    if limit is not None and hop.before <= limit < whole:
        what = "the files of this message have" if hop.before else "the file in <Media> has"
        yield _problem(
            hop,
            f"{what} {whole / MEGABYTE:.1f} MB; at most {limit // MEGABYTE} MB are allowed",
            "send smaller files, or split the message",
            11751,
        )


def _has_arrived(target: Resource, answer: Answer) -> bool:
    status = answer.status
    return status is not None and 200 <= status < 300 and _failure(target, answer) is None


@rule("unreachable-stream", "error", subject="probe")
def unreachable_stream(hop: Hop) -> Iterator[Problem]:
    """With --probe: the WebSocket of <Stream> or <ConversationRelay> cannot be opened.

    twiml-check makes a handshake and then closes the connection. For <Stream>, Twilio logs 31901
    (timeout), 31902 (connection refused), 31904 (host not reachable), 31910 (TLS) or 31920 (the
    server does not switch to WebSocket). For <ConversationRelay>, Twilio logs 64102. With --app,
    twiml-check does not open a WebSocket of the app itself, and only reports an info.
    """
    target, answer = hop.resource, hop.answer
    if target is None or target.kind not in STREAMS or not target.url:
        return
    if answer is None:
        yield Problem(
            f"{target.what} is in the app itself: twiml-check did not request it",
            help="start the app as a server, and check its URL",
            note="--app supports HTTP, but not WebSockets",
            location=target.location,
            level="info",
        )
        return
    relay = target.kind == "relay"
    if answer.status is None and answer.failure:
        row, cause = FAILURES[answer.failure.cause], answer.failure.cause
        code = RELAY_FAILED if relay else STREAM_CODES.get(cause, STREAM_REFUSED)
        row = row._replace(meaning=NO_HANDSHAKE) if cause == "answer-timeout" else row
        said = f"{target.what}: {row.sentence(answer.failure.detail)}"
        yield _problem(hop, said, STREAM_ADVICE.get(cause, row.advice), code)
    elif flaw := _no_switch(hop, answer):
        yield _problem(
            hop,
            f"{target.what} {flaw}",
            "run a WebSocket server at this URL",
            RELAY_FAILED if relay else STREAM_REFUSED,
        )


def _no_switch(hop: Hop, answer: Answer) -> str | None:
    """Return what is wrong with the response to a WebSocket handshake, or None."""
    if answer.status != SWITCHING:
        return f"responds with {answer.status} to a WebSocket handshake"
    sent = dict(hop.request.headers if hop.request else ())
    expected = acceptance(sent.get("Sec-WebSocket-Key", ""))
    if (answer.header("Sec-WebSocket-Accept") or "").strip() != expected:
        return "responds to a WebSocket handshake with a wrong Sec-WebSocket-Accept"
    return None


def acceptance(key: str) -> str:
    """Return the value with which a server proves that it understood the handshake."""
    from base64 import b64encode
    from hashlib import sha1

    return b64encode(sha1((key + GUID).encode(), usedforsecurity=False).digest()).decode()


@rule("relative-target", "info", subject="probe")
def relative_target(hop: Hop) -> Iterator[Problem]:
    """With --probe: a URL in a file is relative, so twiml-check did not request it.

    twiml-check does not know its server. Check the webhook that serves the document: then
    twiml-check also requests this URL.
    """
    target = hop.resource
    if target is not None and not target.url:
        yield Problem(
            f'"{cut(mask(target.reference), 50)}" is relative: twiml-check did not request it',
            help="check the URL that serves this document, not the file",
            note="twiml-check requests no relative URL of the file",
            location=target.location,
        )


def _problem(hop: Hop, message: str, advice: str, code: int, level: Level | None = None) -> Problem:
    method = hop.request.method if hop.request else ""
    return Problem(
        message,
        help=advice,
        note=f"twiml-check requested {method} {cut(hop.name, 100)}",
        location=hop.resource.location if hop.resource else None,
        code=code,
        level=level,
    )
