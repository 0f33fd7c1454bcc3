"""Documents that mean the same have the same lines; others do not."""

import pytest

from twiml_check.explore.lint import lint
from twiml_check.snapshot.canonical import canonical
from twiml_check.vocabulary.events import EVENTS


def lines(document: str) -> list[str]:
    hop, _ = lint("a.xml", document.encode(), EVENTS["voice"])
    return list(canonical(hop, lambda text: text))


def test_a_line_for_each_tag() -> None:
    document = (
        '<Response><Gather numDigits="1" action="/a?b=1&amp;c"><Say>Hi <break/> &lt;you&gt;</Say>'
        "</Gather><Hangup/></Response>"
    )
    assert lines(document) == [
        "<Response>",
        '  <Gather action="/a?b=1&amp;c" numDigits="1">',
        "    <Say>",
        "      Hi",
        "      <break/>",
        "      &lt;you>",
        "    </Say>",
        "  </Gather>",
        "  <Hangup/>",
        "</Response>",
    ]


@pytest.mark.parametrize(
    "other",
    [
        '<Response><Say language="en" voice="alice">One two</Say></Response>',
        "<Response>\n<Say voice='alice' language='en'>One\n\ttwo </Say>\n</Response>\n",
        "<Response><Say voice='alice' language='en'>One <!-- or -->two</Say></Response>",
        '<Response><Say voice="&#97;lice" language="en"><![CDATA[One two]]></Say></Response>',
        '<Response><?php?><Say voice="alice" language="en">One two</Say></Response>',
    ],
)
def test_what_makes_no_difference(other: str) -> None:
    assert lines(other) == [
        "<Response>",
        '  <Say language="en" voice="alice">One two</Say>',
        "</Response>",
    ]


@pytest.mark.parametrize(
    "other",
    [
        '<Response><Say voice="alice">Onetwo</Say></Response>',
        '<Response><Say voice="Alice">One two</Say></Response>',
        "<Response><Say>One two</Say></Response>",
        '<Response><Say voice="alice">One two</Say><Say/></Response>',
    ],
)
def test_what_does(other: str) -> None:
    assert lines(other) != lines('<Response><Say voice="alice">One two</Say></Response>')


def test_what_is_broken_stands_as_it_is() -> None:
    assert lines("<Response>\n\n<Say>A & B  \n") == ["<Response>", "<Say>A & B"]
