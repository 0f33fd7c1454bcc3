"""Variables in the texts of a suite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.suite.suite import (
    Case,
    NoneChosenError,
    Setting,
    UnfilledError,
    Value,
    choose,
    fill,
    fill_in,
    is_filled,
    secrets,
)

HELD = {"A": "one", "B_2": "${A}", "EMPTY": "", "_": "$${A}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain $5 {A} $A", "plain $5 {A} $A"),
        ("${A}", "one"),
        ("x${A}y${A}", "xoneyone"),
        ("${B_2}", "${A}"),
        ("${_}", "$${A}"),
        ("[${EMPTY}]", "[]"),
        ("$${A}", "${A}"),
        ("$$${A}", "$${A}"),
        ("$${A}${A}", "${A}one"),
    ],
)
def test_filled_in_once(text: str, expected: str) -> None:
    assert fill(text, HELD) == expected


@pytest.mark.parametrize("text", ["${", "${}", "${a b}", "${1}", "${A", "${A:-x}", "a${ä}"])
def test_what_is_no_variable_is_refused(text: str) -> None:
    with pytest.raises(UnfilledError, match="write a variable"):
        fill(text, HELD)


def test_a_missing_variable_is_named() -> None:
    with pytest.raises(UnfilledError, match="the environment variable NOT_SET is not set"):
        fill("${A}${NOT_SET}", HELD)


@given(st.text(), st.dictionaries(st.sampled_from(["A", "B"]), st.text()))
def test_what_is_escaped_comes_back_as_it_was(text: str, environ: dict[str, str]) -> None:
    if "$${" not in text:
        assert fill(text.replace("${", "$${"), environ) == text


@given(st.text(), st.text(), st.text())
def test_what_a_variable_holds_is_never_read(before: str, held: str, after: str) -> None:
    if "${" not in before + after and not before.endswith("$"):
        assert fill(f"{before}${{A}}{after}", {"A": held}) == before + held + after


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${A}", "one"),
        (("x", "${A}"), ("x", "one")),
        ((("${A}", "${A}"),), (("${A}", "one"),)),
        ((), ()),
        (True, True),
        (5, 5),
    ],
)
def test_each_text_of_a_value(value: Value, expected: Value) -> None:
    setting = Setting("key", value, 1)
    assert fill_in(setting, HELD).value == expected
    assert is_filled(setting) == (value != expected)


PLACES = {
    "TOP": "Horse9-battery", "USER": "Mule7-battery", "PAIR": "ann:Ass5-battery",
    "PLACE": "Goat4-battery",
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("auth_token", "${TOP}", ["TOP"]),
        ("target", "https://${USER}:x${TOP}@shop.example/${PLACE}", ["TOP", "USER"]),
        ("base_url", "https://${PAIR}@shop.example", ["PAIR"]),
        ("fallback", "/sms?a=${PLACE}&Api_Key=${TOP}&b=${USER}", ["TOP"]),
        ("target", "https://shop.example/${PLACE}?at=${USER}@${TOP}#${PAIR}", []),
        ("params", (("ApiKey", "${TOP}"), ("Body", "${PLACE}")), ["TOP"]),
        ("expect_text", ("${PLACE}", "token"), []),
        ("body", "my password is ${PLACE}", []),
        ("auth_token", "${MISSING}$${TOP}", []),
        ("no_signature", True, []),
    ],
)
def test_what_stands_for_a_secret_is_one(key: str, value: Value, names: list[str]) -> None:
    found = secrets([Setting(key, value, 1)], PLACES)
    assert sorted(found) == sorted(PLACES[name] for name in names)


CASES = [
    Case("one", Setting("target", "/1", 1), 1, ("smoke", "sms")),
    Case("two", Setting("target", "/2", 2), 2, ("sms",)),
    Case("two", Setting("target", "/2", 3), 3),
]


@pytest.mark.parametrize(
    ("names", "tags", "lines"),
    [
        ([], [], [1, 2, 3]),
        (["two"], [], [2, 3]),
        (["two", "one"], [], [1, 2, 3]),
        ([], ["sms"], [1, 2]),
        ([], ["smoke", "sms"], [1, 2]),
        (["two"], ["sms"], [2]),
    ],
)
def test_chosen(names: list[str], tags: list[str], lines: list[int]) -> None:
    assert [case.line for case in choose(CASES, names, tags)] == lines


@pytest.mark.parametrize(
    ("names", "tags", "said"),
    [
        (["twoo"], [], '--only: there is no check "twoo"; did you mean "two"?'),
        (["one", "xyz"], [], '--only: there is no check "xyz"; the suite has "one", "two"'),
        ([], ["smok"], '--tag: there is no tag "smok"; did you mean "smoke"?'),
        (["two"], ["smoke"], "no check has both one of these names and one of these tags"),
    ],
)
def test_none_is_like_that(names: list[str], tags: list[str], said: str) -> None:
    with pytest.raises(NoneChosenError) as caught:
        choose(CASES, names, tags)
    assert str(caught.value) == said


def test_no_tag_at_all() -> None:
    with pytest.raises(NoneChosenError, match="the suite has none"):
        choose(CASES[2:], [], ["x"])
