"""No message about broken XML quotes a piece of a password."""

import pytest

from twiml_check.read.twiml import read_twiml

BROKEN = [
    "<Response><Say http:bob:s3cret@h>x</Say></Response>",
    '<Response><Say voice="http://bob:s3c"ret@h" x>x</Say></Response>',
    '<Response><Message action="http://bob:s3c"' + "ret" * 70 + '@h">x</Message></Response>',
    "<Response><http:bob:s3cret@h/></Response>",
    '<Response><Message to="http://bob:s3c"ret@h" a',
    "<Response/>http://bob:s3c ret@h",
    "<Response>&http://bob:s3cret@h;</Response>",
    "<Response><Message http://bob:s3cret@h></Message></Response>",
    "http://bob:s3cret@h is down",
]


@pytest.mark.parametrize("text", BROKEN)
def test_no_piece_is_quoted(text: str) -> None:
    (fault,) = read_twiml(text.encode(), None).faults
    words = f"{fault.message} {fault.help} {fault.label}"
    assert "s3c" not in words
    assert "ret" not in words


def test_what_is_far_from_the_password_is_quoted() -> None:
    text = f"<Response><!-- http://bob:Say@h -->{' ' * 100}<Say>x</Sai></Response>"
    (fault,) = read_twiml(text.encode(), None).faults
    assert "</Sai> " in fault.message
