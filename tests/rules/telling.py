"""What the rules say of plain values: documents, answers, hops. No server is needed for that."""

from collections.abc import Iterable
from typing import Any

from twiml_check.explore.lint import lint
from twiml_check.model.document import Document
from twiml_check.model.exchange import Answer, Event, Fields, Request
from twiml_check.model.finding import Finding
from twiml_check.model.run import BodyHandling, Hop
from twiml_check.read.answer import handling
from twiml_check.read.json import read_json
from twiml_check.read.twiml import read_twiml
from twiml_check.rules import RULES
from twiml_check.rules.engine import check
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.reachable import messages, run
from twiml_check.web.url import Url

URL = "https://shop.example.com/hook"


def of_module(name: str) -> set[str]:
    """Return the names of the rules whose generators stand in one module of `rules`."""
    return {rule.name for rule in RULES if rule.check.__module__ == f"twiml_check.rules.{name}"}


def said(event: str, document: str, rules: Iterable[str]) -> list[Finding]:
    """Return what these rules find in a document that answers the event."""
    _, findings = lint("-", document.encode(), EVENTS[event])
    return [each for each in findings if each.rule in rules]


def said_of(hop: Hop, rules: Iterable[str]) -> list[Finding]:
    """Return what these rules find on a hop."""
    return [each for each in check(hop) if each.rule in rules]


def place(finding: Finding) -> tuple[int, int] | None:
    """Return line and column of the finding, if it has a place."""
    where = finding.location
    return (where.line, where.column) if where else None


def kind(finding: Finding) -> tuple[str, str, int | None]:
    """Return the finding's rule, level and number."""
    return finding.rule, finding.level, finding.twilio_code


def answer(
    body: bytes = b"<Response/>",
    content_type: str | None = "text/xml",
    *headers: tuple[str, str],
    status: int = 200,
    **more: Any,
) -> Answer:
    """Return an answer that has arrived."""
    fields: Fields = (*((("Content-Type", content_type),) if content_type else ()), *headers)
    return Answer(status, fields, body, 1.0, **more)


def asking(url: str = URL, method: str = "POST", *headers: tuple[str, str]) -> Request:
    """Return a request, as little of it as the rules look at."""
    asked = Url.parse(url)
    return Request(method, asked, asked._replace(fragment=None).rebuild(), (), headers, b"")


def hop(
    event: str = "sms", given: Answer | None = None, request: Request | None = None, **more: Any
) -> Hop:
    """Return one exchange, read as the explorer reads it."""
    given, request = given or answer(), request or asking()
    taken, document = _read(given, EVENTS[event])
    made = Hop(
        number=1,
        via="webhook",
        event=EVENTS[event],
        name=request.url.text,
        request=request,
        answer=given,
        handling=taken,
        document=document,
        understood=document is not None and document.understood,
        verbs=document.verbs if document else (),
        run=run(document, EVENTS[event].product),
        messages=messages(document, EVENTS[event].product),
    )
    return made._replace(**more)


def _read(given: Answer, event: Event) -> tuple[BodyHandling, Document | None]:
    taken = handling(given, event)
    if taken == "json":
        return taken, read_json(given.body)
    if taken not in ("twiml", "text"):
        return taken, None
    document = read_twiml(given.body, given.charset)
    if taken == "text" and not (event.product == "voice" and document.understood):
        return taken, None
    return "twiml", document
