"""Of a redacted run no part holds a secret, whoever looks at it."""

from collections.abc import Iterator
from typing import Any

import pytest

from twiml_check.model.run import Run
from twiml_check.model.source import Source
from twiml_check.report.redact import REDACTED, redact

from .everywhere import everywhere

SECRET = 'k3y & "more of it"'
SPELLED = (
    SECRET,
    "k3y%20%26%20%22more%20of%20it%22",
    "k3y+%26+%22more+of+it%22",
    "k3y &amp; &quot;more of it&quot;",
    'k3y &amp; "more of it"',
    'k3y & \\"more of it\\"',
)


def texts(value: Any) -> Iterator[str]:
    """All texts in a part of a run."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode()
    elif isinstance(value, Source):
        yield value.text
    elif isinstance(value, tuple):
        for each in value:
            yield from texts(each)


def redacted(text: str) -> Run:
    return redact(everywhere(text)._replace(secrets=(SECRET,)), bodies=True)


@pytest.mark.parametrize("spelled", SPELLED)
def test_no_part_holds_a_secret_in_any_spelling(spelled: str) -> None:
    assert any(spelled in text for text in texts(everywhere(spelled)))
    assert not [text for text in texts(redacted(f"No {spelled} here")) if "more" in text]


def test_no_part_holds_a_login() -> None:
    assert not [each for each in texts(redacted("at http://ali:s3same@h")) if "s3same" in each]


def test_no_message_holds_a_half() -> None:
    found = redacted('No k3y & "mo…ore of it"!').checks[0].findings
    assert {finding.message for finding in found} == {"No ***…***!"}


def test_documents_keep_their_places() -> None:
    document = redacted(f"<Say>\n{SECRET}</Say>").checks[0].hops[0].document
    assert document
    assert document.source.lines == ["<Say>", f"{REDACTED * len(SECRET)}</Say>"]


def test_an_edit_with_a_secret_is_dropped() -> None:
    whole, masked = (redacted(text).checks[0].findings for text in ("Say", f"a {SECRET}"))
    assert {edit.text for finding in whole for edit in finding.edits} == {"Say", ""}
    assert not [finding for finding in masked if finding.edits]


def test_sizes_stay() -> None:
    hop = redacted(SECRET).checks[0].hops[0]
    assert hop.size == len(SECRET)
    assert hop.request
    assert hop.request.size == everywhere(SECRET).checks[0].hops[0].request.size  # type: ignore[union-attr]
