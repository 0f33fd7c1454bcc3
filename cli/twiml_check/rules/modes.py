"""What holds only for some: PCI mode, TwiML passed inline, and a limit of time of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.rules.attribute_pairs import in_the_open
from twiml_check.rules.rule import GrammarNode, about, told
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.answers import INLINE_LIMIT
from twiml_check.vocabulary.failures import FAILURES
from twiml_check.web.url import mask

ADDRESSES = ("relative-or-absolute-url", "url")
ABSOLUTE = r"[A-Za-z][A-Za-z0-9+.-]*:.*|//.*"


def pci_callback(node: GrammarNode) -> Iterator[Problem]:
    """In PCI mode (--pci) a callback of <Gather>, <VirtualAgent> or <Transcription> is plain http.

    Twilio logs 13337, 32605 or 32654, and sends nothing there.

    With: --pci
    Bad:  <Response><Gather action="http://example.com/menu"/></Response>
    Good: <Response><Gather action="https://example.com/menu"/></Response>
    """
    if not node.hop.mode.pci:
        return
    for name, row in node.tag.attributes.items():
        if row.pci_code and in_the_open(node, name):
            problem = about(
                node,
                name,
                f"in PCI mode <{node.tag.name} {name}> must be https",
                help="write https",
                label="http, not https",
            )
            yield problem._replace(code=row.pci_code)


def pci_recording(node: GrammarNode) -> Iterator[Problem]:
    """In PCI mode (--pci) no recording is transcribed: Twilio logs 13620 when it should be.

    With: --pci
    Bad:  <Response><Record transcribe="true" maxLength="60"/></Response>
    Good: <Response><Record maxLength="60"/></Response>
    """
    transcribed = node.key == "Record" and node.element.attributes.get("transcribe") == "true"
    if transcribed and node.hop.mode.pci:
        yield about(
            node,
            "transcribe",
            "in PCI mode recordings are not transcribed",
            note="Twilio logs 13620 when the recording is there",
            help="remove transcribe",
            label="not in PCI mode",
        )


def inline_too_long(hop: Hop) -> Iterator[Problem]:
    """Passed to the REST API (--inline), the document has more than 4,000 characters.

    A webhook may answer up to 64 KiB.

    With: --inline
    Bad:  <Response>{<Say>Hello</Say> * 300}</Response>
    Good: <Response>{<Say>Hello</Say> * 100}</Response>
    """
    if hop.mode.inline and hop.document and len(hop.document.source.text) > INLINE_LIMIT:
        yield Problem(
            f"the document has {len(hop.document.source.text):,} characters; "
            f"the REST API takes {INLINE_LIMIT:,} at most",
            help="pass the URL of the document instead",
        )


def inline_relative_url(node: GrammarNode) -> Iterator[Problem]:
    """Passed to the REST API (--inline), the document has no address for URLs to be relative to.

    <Record>, <Gather> and <Pay> without an action, and an empty <Redirect>, ask for their own
    document again, which has no address either; what Twilio does then is not said.

    With: --inline
    Bad:  <Response><Gather action="/menu"/></Response>
    Good: <Response><Gather action="https://example.com/menu"/></Response>
    """
    if not node.hop.mode.inline:
        return
    for name, value in node.element.attributes.items():
        row = node.tag.attributes.get(name)
        if row and row.type in ADDRESSES and value.strip() and _relative(value):
            yield about(
                node,
                name,
                f'"{cut(mask(value))}" is relative, but inline TwiML has no address of its own',
                help="write the whole URL, with https:// and the host",
                label="relative to nothing",
            )
    yield from _of_text(node)
    yield from _of_nothing(node)


def _of_text(node: GrammarNode) -> Iterator[Problem]:
    text = node.element.text.strip()
    if node.tag.content != "url" or not text or not _relative(text):
        return
    yield Problem(
        f'"{cut(mask(text))}" is relative, but inline TwiML has no address of its own',
        help="write the whole URL, with https:// and the host",
        label="relative to nothing",
        location=node.document.at_text(node.element),
        doc=node.tag.doc,
    )


def _of_nothing(node: GrammarNode) -> Iterator[Problem]:
    """The verbs that lead back to their own document."""
    if node.tag.result and not node.element.attributes.get("action", "").strip():
        lacks, mend = "an action", 'add action="https://…"'
    elif node.key == "Redirect" and not node.element.text.strip():
        lacks, mend = "an address", "write a whole URL in it"
    else:
        return
    yield told(
        node,
        node.element,
        f"without {lacks} <{node.tag.name}> asks for its own document, which has no address",
        help=mend,
        label=f"without {lacks}",
        level="info",
    )


def _relative(value: str) -> bool:
    return re.fullmatch(ABSOLUTE, value.strip(), re.DOTALL) is None


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
