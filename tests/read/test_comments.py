"""Comments for twiml-check in a document, with the element that each is for."""

import pytest

from tests.read.test_twiml import ENCODINGS, in_bytes
from twiml_check.read.twiml import read_twiml

IGNORE = "<!-- twiml-check: ignore bad-value: a beta -->"
SAY = '<Say loop="x">Hi</Say>'


def read(raw: bytes) -> list[tuple[str, str]]:
    """Return the words of each comment, and the element after it without its end tag."""
    document = read_twiml(raw)
    return [
        (each.text, raw[each.begin : each.end].decode(document.source.encoding))
        for each in document.comments
    ]


@pytest.mark.parametrize(
    ("document", "element"),
    [
        (f"{IGNORE}<Response>{SAY}</Response>", f"<Response>{SAY}"),
        (f"<Response>{IGNORE}{SAY}<Hangup/></Response>", '<Say loop="x">Hi'),
        (f"<Response><Hangup/>\n{IGNORE}\n\n<Pause\n/><Hangup/></Response>", "<Pause\n/>"),
        (f"<Response>{IGNORE}text<!-- other --><?php ?><Pause/></Response>", "<Pause/>"),
        (f"<Response><Gather>{IGNORE}<Say/></Gather><Say>b</Say></Response>", "<Say/>"),
        (f"<Response><Say>é 漢 😀</Say>{IGNORE}<Say>é</Say></Response>", "<Say>é"),
        (f"<Response><Say>{'x' * 5000}</Say>{IGNORE}<Pause/></Response>", "<Pause/>"),
    ],
)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_comment_is_for_the_next_element(document: str, element: str, encoding: str) -> None:
    raw = in_bytes(document, encoding)
    assert read(raw) == [("ignore bad-value: a beta", element)]
    found = read_twiml(raw)
    at = found.source.comment(found.comments[0].offset)
    assert found.source.lines[at.line - 1][at.column - 1 :][: at.length] == IGNORE


@pytest.mark.parametrize(
    "document",
    [
        f"<Response>{SAY}{IGNORE}</Response>",
        f"<Response>{SAY}</Response>{IGNORE}",
        f"<Response><Gather>{SAY}{IGNORE}</Gather>{SAY}</Response>",
        f"<Response><Say>Hi {IGNORE} there</Say>{SAY}</Response>",
    ],
)
def test_no_element_follows(document: str) -> None:
    assert [each.end for each in read_twiml(document.encode()).comments] == [0]


@pytest.mark.parametrize(
    "document",
    [
        "<Response><Say><![CDATA[<!-- twiml-check: ignore bad-value: a -->]]></Say></Response>",
        "<Response><Say>&lt;!-- twiml-check: ignore bad-value: a --&gt;</Say></Response>",
        "<Response><Say>twiml-check: ignore bad-value: a</Say></Response>",
        "<Response><Say a='twiml-check: ignore a: b'/><?x twiml-check: ignore a: b?></Response>",
        "<Response><!-- see twiml-check: ignore bad-value: a --><Say/></Response>",
        "<Response><!-- twiml-check ignore bad-value: a --><Say/></Response>",
        "<Response><!-- Twiml-Check: ignore bad-value: a --><Say/></Response>",
    ],
)
def test_other_texts_are_not_comments_for_twiml_check(document: str) -> None:
    assert read_twiml(document.encode()).comments == ()


@pytest.mark.parametrize("end", ["", "<Say></Response>", "&", "</Response><a/>"])
def test_a_broken_document_has_no_comments(end: str) -> None:
    document = read_twiml(f"<Response>{IGNORE}{SAY}{end}".encode())
    assert document.root is None
    assert document.comments == ()


def test_dashes_before_the_reason_are_not_xml_and_the_help_says_what_is() -> None:
    for text in ("ignore bad-value -- a beta", "ignore a, b -- c", " ignore a--b"):
        [fault] = read_twiml(f"<Response><!-- twiml-check: {text} --></Response>".encode()).faults
        assert fault.kind == "double-hyphen-in-comment"
        assert fault.help == "write a colon before the reason: twiml-check: ignore RULE: REASON"
    [fault] = read_twiml(b"<Response><!-- ignore a -- b --></Response>").faults
    assert fault.help == "write one hyphen, or remove the comment"
