"""Every element and attribute of the tables, rightly written and with one letter too many."""

import pytest

from tests.rules.sampling import EVENT, element, keys, needed, placed, value
from twiml_check.explore.lint import lint
from twiml_check.model.exchange import Product
from twiml_check.model.finding import Finding, Level
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.grammar import GRAMMAR

KEYS = list(keys())
COMPANIONS = {
    "username": {"password": "x"},
    "password": {"username": "x"},
    "machineDetection": {"amdStatusCallback": "https://example.com/amd"},
    "bankAccountType": {"paymentMethod": "ach-debit"},
}
"""What an attribute is refused without."""
MISSING = (13252, 32602, 64020, 64101, 86004)
"""Of an attribute that an element needs, where a slip stands in its place."""
IN_START = "<Response><Start><"
"""The schema passes over what follows."""


def said(product: Product, document: str, level: Level) -> list[Finding]:
    findings = lint("-", document.encode(), EVENTS[EVENT[product]])[1]
    return [each for each in findings if each.level == level]


def errors(product: Product, document: str) -> list[Finding]:
    """Return what Twilio would log."""
    return said(product, document, "error")


def columns(product: Product, document: str, level: Level = "error") -> list[int]:
    """Return where in its one line the findings of a level stand; all are about names."""
    found = said(product, document, level)
    codes = (12200, 14300, 32501, *MISSING) if level == "error" else (None,)
    assert all(each.twilio_code in codes for each in found), document
    return [each.location.column for each in found if each.location and each.location.line == 1]


@pytest.mark.parametrize(("product", "key"), KEYS)
def test_each_attribute_with_a_value_that_fits(product: Product, key: str) -> None:
    for name, row in GRAMMAR[product].tags[key].attributes.items():
        given = {**needed(product, key), name: value(name, row), **COMPANIONS.get(name, {})}
        document = placed(product, key, element(product, key, given))
        assert errors(product, document) == [], document


@pytest.mark.parametrize(("product", "key"), KEYS)
def test_all_attributes_at_once(product: Product, key: str) -> None:
    rows = GRAMMAR[product].tags[key].attributes
    given = {name: value(name, row) for name, row in rows.items()}
    document = placed(product, key, element(product, key, given))
    assert errors(product, document) == [], document


@pytest.mark.parametrize(("product", "key"), KEYS)
def test_a_letter_too_many_in_an_attribute(product: Product, key: str) -> None:
    for name, row in GRAMMAR[product].tags[key].attributes.items():
        slip = name + name[-1]
        given = {**needed(product, key), slip: value(name, row)}
        given.pop(name, None)
        document = placed(product, key, element(product, key, given))
        level: Level = "warning" if document.startswith(IN_START) else "error"
        assert columns(product, document, level) == [document.index(f" {slip}=") + 2], document


@pytest.mark.parametrize(("product", "key"), KEYS)
def test_a_letter_too_many_in_an_element(product: Product, key: str) -> None:
    name = GRAMMAR[product].tags[key].name
    slip = name + name[-1]
    document = placed(product, key, element(product, key, needed(product, key), slip))
    assert columns(product, document) == [document.index(f"<{slip}") + 1], document
