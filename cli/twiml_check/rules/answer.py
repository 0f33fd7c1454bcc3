"""The HTTP response: whether Twilio accepts its body, and how Twilio uses it.

The order and the numbers follow https://www.twilio.com/docs/voice/twiml and the pages of the codes.
"""

from collections.abc import Iterator

from twiml_check.model.finding import Level, Problem
from twiml_check.model.run import Hop
from twiml_check.rules.rule import rule
from twiml_check.rules.urls import REQUIRES_HTTPS, is_function_over_http
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import AUDIO_TYPES
from twiml_check.vocabulary.failures import FAILURES
from twiml_check.web.host import is_private
from twiml_check.web.overrides import overrides
from twiml_check.web.url import Url

ROOMY = 64_000
"""Twilio does not document whether its 64 kB are 64,000 or 65,536 bytes."""


@rule("missing-content-type", "error", 11200, subject="exchange", exchanges_only=True)
def missing_content_type(hop: Hop) -> Iterator[Problem]:
    """The response has no Content-Type header.

    Twilio shows "Response does not contain content type" and does not use the response.

    Bad:  HTTP 200, <Response><Say>Hello</Say></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    if _is_read(hop) and hop.answer and not hop.answer.media_type and hop.answer.body:
        yield Problem("the response has no Content-Type header", help="send Content-Type: text/xml")


@rule("wrong-content-type", "error", 12300, subject="exchange", exchanges_only=True)
def wrong_content_type(hop: Hop) -> Iterator[Problem]:
    """Twilio does not accept the Content-Type of the response.

    TwiML is text/xml, application/xml or text/html. Twilio reads out or sends a text/plain response
    as text. For a call, Twilio also accepts the audio types of <Play>.

    Bad:  HTTP 200, Content-Type: application/json, {"say": "Hello"}
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    kind = hop.answer.media_type if hop.answer else ""
    if _is_read(hop) and kind and hop.handling == "refused":
        yield Problem(
            f'Twilio does not accept the Content-Type "{cut(kind)}"',
            help=_json_help(hop) or "send Content-Type: text/xml with the TwiML",
        )


def _json_help(hop: Hop) -> str:
    """Return the help for TwiML in JSON; empty for anything else."""
    from twiml_check.read.diagnose.around_root import LAMBDA_HELP, is_lambda_result  # a fault

    body = hop.answer.body.lstrip() if hop.answer else b""
    if body.startswith(b"{") and is_lambda_result(body.decode("utf-8", "replace")):
        return LAMBDA_HELP
    if not body.startswith(b'"') or b"<Response" not in body:
        return ""
    return "send the XML itself, as text/xml: the body is TwiML in a JSON string"


@rule("no-content", "error", subject="exchange", exchanges_only=True)
def no_content(hop: Hop) -> Iterator[Problem]:
    """The response to a call is 204 No Content: there is nothing to run.

    Twilio logs 11200. For a message, 204 means "no reply": this is an info.

    Bad:  HTTP 204
    Good: HTTP 200, Content-Type: text/xml, <Response/>
    """
    answer = hop.answer
    if answer and not answer.failure and answer.status == 204 and not hop.event.callback:
        voice = hop.product == "voice"
        yield Problem(
            "the response is 204, without instructions for the call"
            if voice
            else "the response is 204: Twilio sends no reply",
            help="respond with 200 and <Response/> to do nothing",
            level=None if voice else "info",
            code=11200 if voice else None,
        )


@rule("twiml-as-text", "warning", subject="exchange", exchanges_only=True)
def twiml_as_text(hop: Hop) -> Iterator[Problem]:
    """The Content-Type of the TwiML is text/plain.

    For a message, Twilio sends the tags as text. For a call, Twilio still runs the TwiML.

    Event: sms
    Bad:  HTTP 200, Content-Type: text/plain, <Response><Message>Hi</Message></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Message>Hi</Message></Response>
    """
    if hop.answer is None or hop.answer.media_type != "text/plain" or hop.event.callback:
        return
    if hop.handling == "twiml":
        yield Problem(
            "the TwiML is sent as text/plain", help="send Content-Type: text/xml", level="info"
        )
    elif b"<Response" in hop.answer.body:
        reader = "sender gets" if hop.product == "messaging" else "caller hears"
        yield Problem(
            f"the TwiML is sent as text/plain, so the {reader} its tags",
            help="send Content-Type: text/xml",
        )


@rule("blank-text", "warning", subject="exchange", exchanges_only=True)
def blank_text(hop: Hop) -> Iterator[Problem]:
    """A text/plain response has no text.

    Twilio has nothing to send or to say: a message gets no reply, and a call ends.

    Bad:  HTTP 200, Content-Type: text/plain, {0x0A}
    Good: HTTP 200, Content-Type: text/plain, Thank you
    """
    if hop.handling == "text" and hop.answer and not hop.answer.body.strip():
        voice = hop.product == "voice"
        yield Problem(
            f"the response is empty text: Twilio {'says' if voice else 'sends'} nothing",
            help="write the text, or send Content-Type: text/xml with <Response/> to do nothing",
        )


@rule("unplayable-audio", "warning", subject="exchange", exchanges_only=True)
def unplayable_audio(hop: Hop) -> Iterator[Problem]:
    """The caller may not hear the audio: it is empty, or <Play> does not list its type.

    Twilio plays a response of the type audio/mpeg, audio/wav and so on. Twilio does not document
    what happens with other types of audio.
    See https://www.twilio.com/docs/voice/twiml/play

    Bad:  HTTP 200, Content-Type: audio/mpeg
    Good: HTTP 200, Content-Type: audio/mpeg, {0x49 0x44 0x33}
    """
    if hop.handling != "audio" or hop.answer is None:
        return
    kind = hop.answer.media_type
    if not hop.answer.body:
        yield Problem("the audio is empty: Twilio plays nothing", help="send the audio, or TwiML")
    elif kind not in AUDIO_TYPES:
        known = ", ".join(AUDIO_TYPES[:4])
        yield Problem(
            f'"{cut(kind)}" is not on Twilio\'s list of audio types',
            help=f"send {known} or another type on the list",
            level="info",
            doc="https://www.twilio.com/docs/voice/twiml/play",
        )


@rule("html-content-type", "info", subject="exchange", exchanges_only=True)
def html_content_type(hop: Hop) -> Iterator[Problem]:
    """The Content-Type of the TwiML is text/html, the default of many frameworks.

    Twilio accepts it, but proxies or tools in between may not. Reported once, for the first
    response.

    Bad:  HTTP 200, Content-Type: text/html, <Response><Say>Hello</Say></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    html = hop.answer is not None and hop.answer.media_type == "text/html"
    if hop.via == "webhook" and html and hop.understood:
        yield Problem("the TwiML is sent as text/html", help="send Content-Type: text/xml")


@rule("compressed-answer", "info", subject="exchange", exchanges_only=True)
def compressed_answer(hop: Hop) -> Iterator[Problem]:
    """The response is compressed, but Twilio's request has no Accept-Encoding header.

    Twilio does not document whether it decompresses such a response.

    Bad:  HTTP 200, Content-Type: text/xml, Content-Encoding: gzip, <Response/>
    Good: HTTP 200, Content-Type: text/xml, <Response/>
    """
    if hop.answer and hop.answer.compressed and _is_read(hop):
        yield Problem(
            f"the response is compressed ({cut(hop.answer.compressed, 20)})",
            note="Twilio does not document whether it decompresses such a response",
            help="compress only for clients that send Accept-Encoding",
        )


@rule("near-size-limit", "info", subject="exchange", exchanges_only=True)
def near_size_limit(hop: Hop) -> Iterator[Problem]:
    """The document is close to Twilio's limit of 64 KiB (11750).

    Bad:  HTTP 200, Content-Type: text/xml, <Response><!--{a * 64001}--></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><!--{a * 63000}--></Response>
    """
    document = hop.handling != "audio"  # audio has no such limit
    if hop.answer and document and _is_read(hop) and len(hop.answer.body) > ROOMY:
        yield Problem(
            f"the response has {len(hop.answer.body):,} bytes, close to Twilio's limit of 64 kB",
            help="split it into several documents, connected by <Redirect>",
        )


@rule("plain-http", "info", subject="exchange", exchanges_only=True)
def plain_http(hop: Hop) -> Iterator[Problem]:
    """A public webhook has an http URL.

    Twilio requests it, but numbers, texts and recordings are not encrypted: others can read them.
    The signature does not prevent this. For Twilio Functions and Assets (twil.io) this is a
    warning: they require HTTPS since 24 September 2026.

    Bad:  http://shop.example.com/voice
    Good: https://shop.example.com/voice
    """
    if not hop.request or hop.request.url.scheme != "http":
        return
    redirected = hop.via == "http-redirect"
    address = hop.answer.address if hop.answer else None
    if is_function_over_http(hop.request.url):
        # A document that points there has the warning already.
        level: Level = "info" if hop.came_from and not redirected else "warning"
        yield Problem(REQUIRES_HTTPS, help="use https", level=level)
    elif not (redirected or hop.request.url.is_private or is_private(address or "")):
        yield Problem("the webhook is public, but its URL is http, not https", help="use https")


@rule("lost-https", "warning", subject="exchange", exchanges_only=True)
def lost_https(hop: Hop) -> Iterator[Problem]:
    """With --public-url: the app writes its own URL with http, but the request used https.

    Behind a tunnel or proxy, an app receives plain http requests, and so writes absolute URLs with
    http, unless it trusts X-Forwarded-Proto. Twilio then requests the http URL, which may fail.
    """
    if hop.request and hop.request.downgraded:
        yield Problem(
            f"{hop.request.url.masked} is http, but the request to the app used https",
            help="let the app trust X-Forwarded-Proto, or write relative URLs",
            note="twiml-check requested the same local URL",
        )


@rule("bad-override", "error", subject="exchange", exchanges_only=True)
def bad_override(hop: Hop) -> Iterator[Problem]:
    """Twilio does not understand a connection override in the fragment of the URL.

    Overrides such as `#ct=2000&rc=3` change time limits and retries.
    Twilio logs 11240 or 11241 for an edge location, 11243 for a retry policy.
    See https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides

    Bad:  https://shop.example.com/voice#e=atlantis
    Good: https://shop.example.com/voice#e=dublin
    """
    if hop.request and hop.via != "http-redirect":
        yield from override_problems(hop.request.url)


def override_problems(url: Url) -> Iterator[Problem]:
    """Yield the connection overrides of a URL that Twilio does not understand."""
    for fault in overrides(url).faults:
        yield Problem(
            fault.text,
            help="remove it, or use a value from Twilio's page",
            code=fault.code,
            level=None if fault.code else "warning",
            doc="https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides",
        )


def _is_read(hop: Hop) -> bool:
    """Say whether Twilio reads the body: a 2xx response with content, not to a callback."""
    answer = hop.answer
    if answer is None or answer.failure or answer.status is None or hop.event.callback:
        return False
    return 200 <= answer.status < 300 and answer.status != 204


@rule("slow-answer", "error", subject="exchange", exchanges_only=True)
def slow_answer(hop: Hop) -> Iterator[Problem]:
    """A response took longer than --max-time, or the max_time of a suite, allows.

    The time is from the request to the last byte, with the HTTP redirects before it: a caller hears
    nothing for so long. Twilio itself waits 15 seconds.
    """
    if not hop.mode.max_ms or not hop.answer or hop.answer.failure or hop.handling == "redirect":
        return
    took = hop.spent_ms + hop.answer.elapsed_ms
    if took > hop.mode.max_ms:
        with_them = ", HTTP redirects included" if hop.redirects else ""
        yield Problem(
            f"the response took {_time(took)}{with_them}; you allow {_time(hop.mode.max_ms)}",
            FAILURES["answer-timeout"].advice,
            note="Twilio waits 15 s and accepts the response; the limit is your own",
        )


def _time(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.3g} s"
