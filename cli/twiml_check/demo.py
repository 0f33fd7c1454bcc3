"""Webhooks for a first try, on 127.0.0.1: one that passes, and a dozen common mistakes.

Each mistake has its own route.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple

XML = "text/xml; charset=utf-8"
SLOW = 700
"""The time limit of /slow in milliseconds, in its URL: a demo should not wait 15 s."""


class Page(NamedTuple):
    """The response of a route."""

    body: str
    status: int = 200
    content_type: str = XML
    location: str = ""


class Mistake(NamedTuple):
    """One of the faults that real webhooks have."""

    path: str
    event: str


CHEST = {
    "/sms": Page(
        "<Response><Message>The chest is behind the second door.</Message>"
        "<Redirect>/door</Redirect></Response>"
    ),
    "/door": Page("", 307, location="/chest"),
    "/chest": Page("<Response><Message>The chest pops open!</Message></Response>"),
}

MISTAKES = (
    Mistake("/signature", "sms"),  # the signature check sees another URL than Twilio does
    Mistake("/ampersand", "voice"),  # an & in the text
    Mistake("/json", "sms"),  # JSON instead of TwiML
    Mistake("/ok", "sms"),  # OK instead of TwiML
    Mistake("/slash", "sms"),  # a redirect to the path with a slash loses the fields
    Mistake(f"/slow#tt={SLOW}", "voice"),  # an answer that takes too long
    Mistake("/login", "voice"),  # a login page in the way
    Mistake("/warning", "voice"),  # a warning of the framework before the XML
    Mistake("/verb", "sms"),  # a voice verb in the answer to a message
    Mistake("/spelling", "voice"),  # names that are nearly right
    Mistake("/permanent", "sms"),  # a redirect with status 308
    Mistake("/circle", "sms"),  # redirects in a circle
)

BROKEN = {
    "/signature": Page("invalid signature", 403, "text/plain"),
    "/ampersand": Page("<Response><Say>Welcome to Tom & Ann's</Say></Response>"),
    "/json": Page('{"message": "Thank you"}', content_type="application/json"),
    "/ok": Page("OK", content_type="text/html; charset=utf-8"),
    "/slash": Page("", 301, location="/slash/"),
    "/slash/": Page("method not allowed", 405, "text/plain"),
    "/slow": Page("<Response><Say>Sorry to keep you waiting</Say></Response>"),
    "/login": Page("", 302, location="/sign-in"),
    "/sign-in": Page("<!DOCTYPE html>\n<title>Sign in</title>\n<form>", content_type="text/html"),
    "/warning": Page(
        "<br />\n<b>Warning</b>: Undefined index Digits in menu.php on line 7<br />\n"
        "<?xml version='1.0'?>\n<Response><Say>Hello</Say></Response>"
    ),
    "/verb": Page("<Response><Say>Thank you</Say></Response>"),
    "/spelling": Page(
        '<Response><Gather numdigits="1"><Say voise="alice">Press one</Say></Gather>'
        "<Hangup/><Say>Goodbye</Say></Response>"
    ),
    "/permanent": Page("", 308, location="/chest"),
    "/circle": Page("<Response><Redirect>/round</Redirect></Response>"),
    "/round": Page("<Response><Redirect>/circle</Redirect></Response>"),
}

DESK = {
    "/desk": Page(
        "<Response><Say>The boats are at pier two.</Say>"
        "<Redirect>/studio?FlowEvent=return&amp;pier=2</Redirect></Response>"
    ),
}
"""A webhook for the redirect of a flow, which returns to the flow."""

CALL = {
    "/call": Page(
        '<Response><Gather action="/key" numDigits="1"><Say>Press 1 for our opening hours, 2 to '
        "leave a message.</Say></Gather><Say>Goodbye.</Say></Response>"
    ),
    "/key": Page("<Response><Say>There is no such key.</Say><Redirect>/call</Redirect></Response>"),
    "/key 1": Page("<Response><Say>We are open from nine to five.</Say></Response>"),
    "/key 2": Page(
        '<Response><Say>Speak after the tone.</Say><Record action="/recorded"/></Response>'
    ),
    "/recorded": Page("KeyError: 'voicemail'", 500, "text/plain"),
}
"""A phone menu with a fault after its second key; each key has its own page."""

JSON = "application/json"
TEA = {
    "/tea": Page(
        '{"actions": [{"remember": {"shop": "harbor"}},'
        ' {"redirect": {"uri": "{origin}/tea/today", "method": "POST"}}]}',
        content_type=JSON,
    ),
    "/tea/today": Page(
        '{"actions": [{"say": "Today there is sencha."}, {"redirect": "task://greeting"}]}',
        content_type=JSON,
    ),
}
"""A webhook with Actions for an Autopilot assistant."""

PAGES = {**CHEST, **BROKEN, **DESK, **CALL, **TEA}
MISSING = Page("not found", 404, "text/plain")


class Server(ThreadingHTTPServer):
    """A server without tracebacks: in the demo, a client may close the connection."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing."""


@contextmanager
def serve() -> Iterator[str]:
    """Serve all the routes on a free port of 127.0.0.1; yield the address without a path."""
    over = Event()
    server = Server(("127.0.0.1", 0), _handler(over))
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def _handler(over: Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # otherwise the body arrives 40 ms after the head

        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), 65_536)
            self.answer(self.rfile.read(size).decode("latin-1"))

        def do_GET(self) -> None:
            self.answer("")

        def answer(self, form: str) -> None:
            path = self.path.partition("?")[0]
            if path == "/slow":
                over.wait(2 * SLOW / 1000)
            pressed = f"&{form}".partition("&Digits=")[2].partition("&")[0]
            page = PAGES.get(f"{path} {pressed}") or PAGES.get(path, MISSING)
            port = self.connection.getsockname()[1]
            body = page.body.replace("{origin}", f"http://127.0.0.1:{port}").encode()
            self.send_response(page.status)
            if page.location:
                self.send_header("Location", page.location)
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Print nothing: the report shows the requests."""

    return Handler
