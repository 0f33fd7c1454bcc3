"""The HTTP answer: would Twilio take its body, and as what.

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
"""Whether Twilio's 64 kB are 64,000 or 65,536 bytes is not published."""


@rule("missing-content-type", "error", 11200, subject="exchange", exchanges_only=True)
def missing_content_type(hop: Hop) -> Iterator[Problem]:
    """The answer does not say what it is.

    Twilio shows "Response does not contain content type" and uses nothing of it.

    Bad:  HTTP 200, <Response><Say>Hello</Say></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    if _is_read(hop) and hop.answer and not hop.answer.media_type and hop.answer.body:
        yield Problem("the answer has no Content-Type header", help="send Content-Type: text/xml")


@rule("wrong-content-type", "error", 12300, subject="exchange", exchanges_only=True)
def wrong_content_type(hop: Hop) -> Iterator[Problem]:
    """The answer is of a type that Twilio does not take.

    TwiML is text/xml, application/xml or text/html; text/plain is read out or sent as it is;
    a call also takes the audio types that <Play> takes.

    Bad:  HTTP 200, Content-Type: application/json, {"say": "Hello"}
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    kind = hop.answer.media_type if hop.answer else ""
    if _is_read(hop) and kind and hop.handling == "refused":
        yield Problem(
            f'Twilio cannot use an answer of type "{cut(kind)}"',
            help=_json_help(hop) or "send Content-Type: text/xml with the TwiML",
        )


def _json_help(hop: Hop) -> str:
    """Return what to do where TwiML was wrapped into JSON; empty where it was not."""
    from twiml_check.read.diagnose.around_root import LAMBDA_HELP, is_lambda_result  # a fault

    body = hop.answer.body.lstrip() if hop.answer else b""
    if body.startswith(b"{") and is_lambda_result(body.decode("utf-8", "replace")):
        return LAMBDA_HELP
    if not body.startswith(b'"') or b"<Response" not in body:
        return ""
    return "the body is TwiML in quotes, as JSON: send the XML itself, as text/xml"


@rule("no-content", "error", subject="exchange", exchanges_only=True)
def no_content(hop: Hop) -> Iterator[Problem]:
    """204 No Content in answer to a call: there is nothing to run.

    Twilio logs 11200. In answer to a message it is taken as "no reply".

    Bad:  HTTP 204
    Good: HTTP 200, Content-Type: text/xml, <Response/>
    """
    answer = hop.answer
    if answer and not answer.failure and answer.status == 204 and not hop.event.callback:
        voice = hop.product == "voice"
        yield Problem(
            "the answer is 204, without instructions for the call"
            if voice
            else "the answer is 204: no reply is sent",
            help="answer 200 with <Response/> to do nothing",
            level=None if voice else "info",
            code=11200 if voice else None,
        )


@rule("twiml-as-text", "warning", subject="exchange", exchanges_only=True)
def twiml_as_text(hop: Hop) -> Iterator[Problem]:
    """TwiML that is sent as text/plain.

    For a message the sender gets the angle brackets to read; for a call Twilio runs it anyway.

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
    """A text/plain answer without a word in it.

    There is nothing to send or to say: a message gets no reply, and a call ends.

    Bad:  HTTP 200, Content-Type: text/plain, {0x0A}
    Good: HTTP 200, Content-Type: text/plain, Thank you
    """
    if hop.handling == "text" and hop.answer and not hop.answer.body.strip():
        voice = hop.product == "voice"
        yield Problem(
            f"the answer is empty text: nothing is {'said' if voice else 'sent'}",
            help="write the text, or send Content-Type: text/xml with <Response/> to do nothing",
        )


@rule("unplayable-audio", "warning", subject="exchange", exchanges_only=True)
def unplayable_audio(hop: Hop) -> Iterator[Problem]:
    """Sound that the caller may not hear: it is empty, or of a type that <Play> does not list.

    A call plays what is answered as audio/mpeg, audio/wav and the like. What happens with other
    types of audio is not documented.
    See https://www.twilio.com/docs/voice/twiml/play

    Bad:  HTTP 200, Content-Type: audio/mpeg
    Good: HTTP 200, Content-Type: audio/mpeg, {0x49 0x44 0x33}
    """
    if hop.handling != "audio" or hop.answer is None:
        return
    kind = hop.answer.media_type
    if not hop.answer.body:
        yield Problem("the audio is empty: nothing is played", help="send the sound, or TwiML")
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
    """TwiML that is sent as text/html, which frameworks do when nobody names a type.

    Twilio takes it. Whoever reads the answer on the way may not. Said once, of the first answer.

    Bad:  HTTP 200, Content-Type: text/html, <Response><Say>Hello</Say></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><Say>Hello</Say></Response>
    """
    html = hop.answer is not None and hop.answer.media_type == "text/html"
    if hop.via == "webhook" and html and hop.understood:
        yield Problem("the TwiML is sent as text/html", help="send Content-Type: text/xml")


@rule("compressed-answer", "info", subject="exchange", exchanges_only=True)
def compressed_answer(hop: Hop) -> Iterator[Problem]:
    """The answer is compressed though Twilio does not ask for it.

    Whether Twilio unpacks it is not documented.

    Bad:  HTTP 200, Content-Type: text/xml, Content-Encoding: gzip, <Response/>
    Good: HTTP 200, Content-Type: text/xml, <Response/>
    """
    if hop.answer and hop.answer.compressed and _is_read(hop):
        yield Problem(
            f"the answer is compressed ({cut(hop.answer.compressed, 20)}) though nobody asked",
            help="compress only for clients that send Accept-Encoding",
        )


@rule("near-size-limit", "info", subject="exchange", exchanges_only=True)
def near_size_limit(hop: Hop) -> Iterator[Problem]:
    """The document has nearly 64 KiB, the most that Twilio takes (11750).

    Bad:  HTTP 200, Content-Type: text/xml, <Response><!--{a * 64001}--></Response>
    Good: HTTP 200, Content-Type: text/xml, <Response><!--{a * 63000}--></Response>
    """
    document = hop.handling != "audio"  # music may be as long as it likes
    if hop.answer and document and _is_read(hop) and len(hop.answer.body) > ROOMY:
        yield Problem(
            f"the answer has {len(hop.answer.body):,} bytes, close to Twilio's limit of 64 kB",
            help="split it into several documents, joined by <Redirect>",
        )


@rule("plain-http", "info", subject="exchange", exchanges_only=True)
def plain_http(hop: Hop) -> Iterator[Problem]:
    """A public webhook without TLS.

    Twilio calls it, but numbers, texts and recordings travel in the open, and the signature
    protects nothing that is read on the way. For Twilio Functions and Assets (twil.io) this is a
    warning: they require HTTPS since 24 September 2026.

    Bad:  http://shop.example.com/voice
    Good: https://shop.example.com/voice
    """
    if not hop.request or hop.request.url.scheme != "http":
        return
    redirected = hop.via == "http-redirect"
    asked = hop.answer.address if hop.answer else None
    if is_function_over_http(hop.request.url):
        # A document that points there has the warning already.
        level: Level = "info" if hop.came_from and not redirected else "warning"
        yield Problem(REQUIRES_HTTPS, help="use https", level=level)
    elif not (redirected or hop.request.url.is_private or is_private(asked or "")):
        yield Problem("the webhook is public and not https", help="use https")


@rule("lost-https", "warning", subject="exchange", exchanges_only=True)
def lost_https(hop: Hop) -> Iterator[Problem]:
    """With --public-url: the app leads to its own http address, though it was called by https.

    Behind a tunnel or proxy an app sees plain http, and builds its absolute addresses so unless it
    trusts X-Forwarded-Proto. Twilio then asks by http, if the proxy answers there at all.
    """
    if hop.request and hop.request.downgraded:
        yield Problem(
            f"{hop.request.url.masked} is http, though the app was called by https",
            help="let the app trust X-Forwarded-Proto, or write relative addresses",
            note="asked at the same local address",
        )


@rule("bad-override", "error", subject="exchange", exchanges_only=True)
def bad_override(hop: Hop) -> Iterator[Problem]:
    """A connection override in the URL's fragment that Twilio does not understand.

    `#ct=2000&rc=3` and the like change time limits and retries.
    Twilio logs 11240 or 11241 for an edge location, 11243 for a retry policy.
    See https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides

    Bad:  https://shop.example.com/voice#e=atlantis
    Good: https://shop.example.com/voice#e=dublin
    """
    if hop.request and hop.via != "http-redirect":
        yield from override_problems(hop.request.url)


def override_problems(url: Url) -> Iterator[Problem]:
    """Yield the connection overrides of an address that Twilio does not understand."""
    for fault in overrides(url).faults:
        yield Problem(
            fault.text,
            help="remove it, or use a value from Twilio's page",
            code=fault.code,
            level=None if fault.code else "warning",
            doc="https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides",
        )


def _is_read(hop: Hop) -> bool:
    """Say whether Twilio looks into the body: a 2xx answer with content, and no callback."""
    answer = hop.answer
    if answer is None or answer.failure or answer.status is None or hop.event.callback:
        return False
    return 200 <= answer.status < 300 and answer.status != 204


@rule("slow-answer", "error", subject="exchange", exchanges_only=True)
def slow_answer(hop: Hop) -> Iterator[Problem]:
    """An answer took longer than --max-time, or the max_time of a suite, allows.

    It counts from the request to the last byte, and the HTTP redirects before it count too: so
    long does a caller hear nothing. Twilio itself waits 15 seconds, and takes a slow answer.
    """
    if not hop.mode.max_ms or not hop.answer or hop.answer.failure or hop.handling == "redirect":
        return
    took = hop.spent_ms + hop.answer.elapsed_ms
    if took > hop.mode.max_ms:
        with_them = ", HTTP redirects included" if hop.redirects else ""
        yield Problem(
            f"the answer took {_time(took)}{with_them}; you allow {_time(hop.mode.max_ms)}",
            FAILURES["answer-timeout"].advice,
            note="Twilio waits 15 s and takes it; the limit is your own",
        )


def _time(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1000 else f"{ms / 1000:.3g} s"
