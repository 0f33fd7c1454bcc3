"""What stands in an element: numbers, addresses, names, texts."""

from __future__ import annotations

import pytest

from twiml_check.lint import lint
from twiml_check.model import Finding
from twiml_check.vocabulary.events import EVENTS


def findings(body: str, event: str) -> tuple[Finding, ...]:
    return lint("it", f"<Response>{body}</Response>".encode(), EVENTS[event])[1]


def serious(body: str, event: str = "voice") -> list[tuple[int | None, int, int]]:
    return [
        (each.twilio_code, each.location.line, each.location.column)
        for each in findings(body, event)
        if each.level == "error" and each.location
    ]


def levels(body: str, event: str = "voice") -> list[str]:
    return [each.level for each in findings(body, event)]


NUMBERS = [
    ("<Dial>reception</Dial>", 13223, 17),
    ("<Dial>  reception</Dial>", 13223, 19),
    ("<Dial><Number>sip:bob@example.com</Number></Dial>", 13223, 25),
    ("<Dial><Number>client:bob</Number></Dial>", 13223, 25),
    ("<Dial><Number>+1 202 555 0143 ext. 7</Number></Dial>", 13223, 25),
    ("<Dial><Number>+12025550143,+12025550144</Number></Dial>", 13223, 25),
    ("<Dial>+155501000225550100022</Dial>", 13223, 17),
    ("<Dial>1550100022555010</Dial>", 13223, 17),
    ("<Dial>+1</Dial>", 13223, 17),
    ("<Dial>+120255501</Dial>", 13223, 17),
    ("<Dial>+120255501432</Dial>", 13223, 17),
    ("<Dial>+491234</Dial>", 13223, 17),
    ("<Dial>12</Dial>", 13223, 17),
    ("<Dial>+</Dial>", 13223, 17),
    ("<Dial>+٤٤٢٠٧١٨٣٨٧٥٠</Dial>", 13223, 17),
    ("<Dial>+0550100023</Dial>", 13224, 17),
    ("<Dial>+2101234567</Dial>", 13226, 17),
    ("<Dial><Number>+693 1234567</Number></Dial>", 13226, 25),
    ('<Dial callerId="Shop">+12025550143</Dial>', 13247, 17),
    ('<Dial callerId="client:bob"><Number>+12025550143</Number></Dial>', 13247, 17),
    ('<Dial callerId="+2101234567">+12025550143</Dial>', 13247, 17),
    ('<Dial callerId="+11111111111111111111">+12025550143</Dial>', 13248, 17),
]
GOOD_NUMBERS = [
    "<Dial>+12025550143</Dial>",
    "<Dial>+1 (202) 555-0143</Dial>",
    "<Dial>202.555.0143</Dial>",
    "<Dial>442071838750</Dial>",
    "<Dial>911</Dial>",
    "<Dial>+6834000</Dial>",
    "<Dial><Number>\n  555-010-0143\n</Number></Dial>",
    '<Dial callerId="whatsapp:+12025550199"><WhatsApp>+12025550143</WhatsApp></Dial>',
    '<Dial callerId="bob"><Sip>sip:bob@example.com</Sip></Dial>',
    '<Dial callerId="client:bob"><Client>joe</Client></Dial>',
    '<Dial callerId="202-555-0199">+12025550143</Dial>',
    '<Dial callerId="+266696687">+12025550143</Dial>',
]
UNSURE_NUMBERS = [
    "<Dial>0550100023</Dial>",
    "<Dial>+1888XXXXXXX</Dial>",
    '<Dial callerId="+1888XXXXXXX">+12025550143</Dial>',
    '<Dial callerId="anonymous">+12025550143</Dial>',
    '<Dial callerId="5551234">+12025550143</Dial>',
    '<Dial callerId="whatsapp:+12025550199"><WhatsApp>whatsapp:+12025550143</WhatsApp></Dial>',
]


@pytest.mark.parametrize(("body", "code", "column"), NUMBERS)
def test_what_cannot_be_called(body: str, code: int, column: int) -> None:
    assert serious(body) == [(code, 1, column)]


@pytest.mark.parametrize("body", GOOD_NUMBERS)
def test_what_can_be_called(body: str) -> None:
    assert findings(body, "voice") == ()


@pytest.mark.parametrize("body", UNSURE_NUMBERS)
def test_what_probably_cannot_be_called(body: str) -> None:
    assert levels(body) == ["warning"]
