"""Templates: what can be checked in the file, and what cannot."""

import pytest

from tests.rules.telling import answer, hop, said_of
from twiml_check.explore.lint import lint

UNREADABLE = [
    '<Response><Gather action="{% url "menu" %}"><Say>Hi</Say></Gather></Response>',
    "<Response><% if late %><Say>Closed</Say><% end %></Response>",
    '<?php header("Content-Type: text/xml") ?>\n<?xml version="1.0"?><Response/>',
    '<Response><Dial callerId="<?= $from ?>">+12025550143</Dial></Response>',
]
READABLE = [
    "<Response>{% for x in y %}<Say>{{x}}</Say>{% endfor %}</Response>",
    "<Response>{% if a %}<Reject/>{% else %}<Redirect>/b</Redirect>{% endif %}</Response>",
    '<Response><Pause length="{% seconds %}"/><Dial>{% number %}</Dial></Response>',
    "<Response><?php greet() ?></Response>",
    "<Response>{{#each names}}<Say>{{this}}</Say>{{/each}}</Response>",
    "<Response>{{#if late}}<Reject/>{{/if}}</Response>",
]


def levels(text: str) -> list[tuple[str, str]]:
    return [(each.rule, each.level) for each in lint("a.xml", text.encode())[1]]


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_template_that_is_no_xml_yet(text: str) -> None:
    [found] = lint("a.xml", text.encode())[1]
    assert (found.rule, found.level) == ("template", "info")
    assert "checked nothing in it" in found.note


@pytest.mark.parametrize("text", READABLE)
def test_a_template_is_no_fault(text: str) -> None:
    assert ("template", "info") in levels(text)
    assert {level for _, level in levels(text)} == {"info"}


def test_names_and_values_in_a_template_are_judged() -> None:
    text = '<Response>{% if a %}<Sya>x</Sya>{% endif %}<Pause length="-1"/></Response>'
    assert levels(text) == [
        ("template", "info"),
        ("unknown-element", "error"),
        ("bad-value", "error"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<Response>{%<Say>x</Say></Response>",
        "<Response>%></Response>",
        "<Response>{{#if a}}<Say>x</Say></Response>",
        "<Response>{{/if}}</Response>",
    ],
)
def test_half_a_statement_is_none(text: str) -> None:
    assert ("stray-text", "error") in levels(text)


def test_a_file_like_one_before_it_is_still_a_template() -> None:
    plain = "<Response><Say>Hello there</Say></Response>"
    assert levels(plain) == []
    assert levels(plain.replace("there", "{% if %}")) == [("template", "info")]


def test_an_answer_is_no_template() -> None:
    fetched = hop(given=answer(b"<Response>{% endfor %}</Response>"))
    assert [each.rule for each in said_of(fetched, {"template", "stray-text"})] == ["stray-text"]
