"""Each calling code has its country, and what shares a code is told apart."""

import pytest

from twiml_check.vocabulary.countries import COUNTRIES, country_of
from twiml_check.vocabulary.names import CALLING_CODES

NO_COUNTRY = {"388", "800", "808", "870", "878", "881", "882", "883", "888", "979", "991"}
"""Networks and services that are in no country."""


def test_each_calling_code_has_a_country() -> None:
    assert {code for code in CALLING_CODES if not country_of(code)} == NO_COUNTRY


def test_the_names_of_countries_are_two_capitals() -> None:
    assert all(len(name) == 2 and name.isalpha() and name.isupper() for name in COUNTRIES.values())
    assert all(digits.isdecimal() for digits in COUNTRIES)


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("12125550123", "US"),
        ("18005550123", "US"),
        ("14165550123", "CA"),
        ("18675550123", "CA"),
        ("18765550123", "JM"),
        ("18095550123", "DO"),
        ("12425550123", "BS"),
        ("17875550123", "PR"),
        ("442079460123", "GB"),
        ("447700900123", "GB"),
        ("441534960123", "JE"),
        ("441624960123", "IM"),
        ("74957397000", "RU"),
        ("77172123456", "KZ"),
        ("393061234567", "IT"),
        ("390669812345", "VA"),
        ("8613800138000", "CN"),
        ("85221234567", "HK"),
        ("4930123456", "DE"),
        ("43123456", "AT"),
        ("5511900000001", "BR"),
        ("911234567890", "IN"),
        ("9611234567", "LB"),
        ("870773123456", ""),
        ("0", ""),
        ("", ""),
    ],
)
def test_the_longest_beginning_counts(number: str, country: str) -> None:
    assert country_of(number) == country
