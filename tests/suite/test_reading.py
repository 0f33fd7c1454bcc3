"""What a suite says, and every fault in it with its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twiml_check.suite import TABLE
from twiml_check.suite.reading import MOST_PROBLEMS, read_suite
from twiml_check.suite.suite import Suite
from twiml_check.suite.toml import quote, read_toml
from twiml_check.suite.writing import first_suite

CHECK = '[[check]]\ntarget = "/sms"\n'


def read(text: str) -> tuple[Suite, list[str]]:
    suite, faults = read_suite("f.toml", read_toml(text.encode()))
    return suite, [f"{fault.line}: {fault.what}" for fault in faults]


def settings(text: str, number: int = 0) -> dict[str, object]:
    suite, faults = read(text)
    assert faults == []
    return {setting.key: setting.value for setting in suite.cases[number].settings}


def test_all_of_it() -> None:
    suite, faults = read(
        'base_url = "http://x.example"\n[defaults]\nevent = "voice"\ntags = ["a", "b"]\n'
        '[[check]]\nname = "one"\ntarget = "/sms"\ntags = ["b", "c"]\n'
        '[[check]]\ntarget = "+15017122661"\nevent = "sms"\n'
    )
    assert faults == []
    assert suite.base_url is not None
    assert (suite.base_url.text, suite.base_url.line) == ("http://x.example", 1)
    rows = [(case.name, case.line, case.tags, case.target.text) for case in suite.cases]
    assert rows == [
        ("one", 5, ("a", "b", "c"), "/sms"),
        ("+15017122661", 9, ("a", "b"), "+15017122661"),
    ]
    assert [case.settings[0].value for case in suite.cases] == ["voice", "sms"]


def test_the_table_of_a_project() -> None:
    text = '[tool.twiml-check]\nbase_url = "x"\n[[tool.twiml-check.check]]\ntarget = "/a"\nx = 1\n'
    suite, faults = read_suite("pyproject.toml", read_toml(text.encode()), TABLE)
    assert suite.base_url is not None
    assert [case.line for case in suite.cases] == [3]
    assert [fault.line for fault in faults] == [5]


def test_tables_are_added_to_the_defaults_and_lists_replace_them() -> None:
    found = settings(
        '[defaults]\nparams = { A = "1", B = "2" }\nexpect = ["Say"]\nselect = ["dtd"]\n'
        f'ignore = {{ dtd = "x", plain-http = "y" }}\n{CHECK}expect = ["Play"]\n'
        'params = { B = 3 }\nignore = [{ rule = "dtd", reason = "z" }]\n'
    )
    assert found == {
        "params": (("A", "1"), ("B", "3")),
        "expect": ("Play",),
        "select": ("dtd",),
        "ignore": (("dtd", "z"), ("plain-http", "y")),
    }


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("1500", 1500),
        ("0.5", 0.5),
        ('"2s"', 2000),
        ('"1.5 s"', 1500),
        ('"20ms"', 20),
        ('"1m"', 6e4),
    ],
)
def test_a_time(written: str, ms: float) -> None:
    assert settings(f"{CHECK}max_time = {written}") == {"max_time": ms}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('bas_url = "x"', '1: "bas_url" is not a key of a suite; did you mean base_url?'),
        ('event = "sms"', '1: "event" is not a key of a suite; it belongs in [defaults] or a [[c'),
        ('[defaults]\nname = "x"',
         '2: "name" is not a key of [defaults]; it belongs in a [[check]]'),
        ('[defaults]\nbase_url = "x"',
         '2: "base_url" is not a key of [defaults]; it belongs in the'),
        ("[defaults]\nzzz = 1", '2: "zzz" is not a key of [defaults]; the keys are event, method'),
        ("base_url = 1", "1: base_url must be a text, not a number"),
        ('base_url = " "', "1: base_url must not be empty"),
        ("app = 1", "1: app must be a text, not a number"),
        ("defaults = 1", "1: defaults must be a table, [defaults], not a number"),
        ("check = 1", "1: check must be a list of tables, [[check]], not a number"),
        ('[check]\ntarget = "/a"', "1: check must be a list of tables, [[check]], not a table"),
        ("check = [1]", "1: a check must be a table, [[check]], not a number"),
        ("\n[[check]]", "2: a check needs a target: a path, a URL, a file or a phone number"),
        ('exclude = "a"', '1: exclude must be a list of texts, such as ["…"], not a text'),
        ('exclude = ["a", ""]', "1: exclude must be a list of texts, but it has an empty text"),
        ('[defaults]\nexclude = ["a"]',
         '2: "exclude" is not a key of [defaults]; it belongs in the suite itself, above all'),
        ('[defaults]\nfail_on = 1', "2: fail_on must be a text, not a number"),
        ("[[check]]\ntarget = 5", "2: target must be a text, not a number"),
    ],
)  # fmt: skip
def test_a_fault_of_the_whole(text: str, fault: str) -> None:
    assert [each[: len(fault)] for each in read(text)[1]] == [fault]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            'expct = ["x"]',
            '"expct" is not a key of a [[check]]; did you mean expect or expect_text?',
        ),
        ('max-time = "2s"', '"max-time" is not a key of a [[check]]; did you mean max_time?'),
        ('expect = "Say"', 'expect must be a list of texts, such as ["…"], not a text'),
        ("expect = [1]", "expect must be a list of texts, but it has a number"),
        ('expect = [" "]', "expect must be a list of texts, but it has an empty text"),
        ("params = []", 'params must be a table, such as { Body = "hello" }, not a list'),
        ("params = { a = 1.5 }", "params must have a text for a, not a number"),
        ("params = { a = true }", "params must have a text for a, not true or false"),
        ('params = { "" = "x" }', 'params has ""'),
        ('params = { "a=b" = "x" }', 'params has "a=b"'),
        (f"params = {{ a = 0x{'f' * 5000} }}", "params has a, which is too large a number"),
        (f"max_hops = 0x{'f' * 5000}", "max_hops is too large a number"),
        ("max_hops = 1.5", "max_hops must be a whole number, not a number"),
        ("max_hops = true", "max_hops must be a whole number, not true or false"),
        ('pci = "yes"', "pci must be true or false, not a text"),
        ("event = 2020-01-01", "event must be a text, not a date or time"),
        ('verdict = "undecided"', 'verdict must be "pass" or "fail"'),
        ("verdict = []", 'verdict must be "pass" or "fail"'),
        ('max_time = "2h"', 'max_time must be milliseconds, or a text such as "2s" or "500ms"'),
        ("max_time = 0", "max_time must be more than 0 and at most one hour"),
        ("max_time = nan", "max_time must be more than 0 and at most one hour"),
        ("max_time = inf", "max_time must be more than 0 and at most one hour"),
        (f"max_time = 0x{'f' * 5000}", "max_time must be more than 0 and at most one hour"),
        ("max_time = true", "max_time must be milliseconds"),
        ('ignore = ["dtd"]', "ignore must have a reason for each rule, such as"),
        ('ignore = "dtd"', "ignore must have a reason for each rule, such as"),
        ('ignore = { dtd = "" }', "ignore needs a reason for dtd"),
        ("ignore = { dtd = true }", "ignore needs a reason for dtd"),
        ('ignore = [{ rule = "dtd" }]', "ignore needs a reason for dtd"),
        ('ignore = [{ reason = "x" }]', "ignore has an entry without a rule"),
        ('ignore = [{ rul = "x" }]', 'ignore must have the keys rule and reason, not "rul"'),
    ],
)
def test_a_fault_of_a_check(line: str, fault: str) -> None:
    (found,) = read(f"{CHECK}{line}\n")[1]
    assert found.startswith(f"3: {fault}")


def test_a_fault_within_a_list_has_the_line_of_what_is_wrong() -> None:
    lists = 'expect = [\n"Say",\n1,\n]\nparams = { }\n[[check.ignore]]\nrule = "dtd"\nreason = 1\n'
    assert [fault.split(":")[0] for fault in read(CHECK + lists)[1]] == ["5", "10"]


def test_every_fault_is_told_but_not_for_ever() -> None:
    faults = read("".join(f"a{number} = 1\n" for number in range(1000)) + CHECK)[1]
    assert len(faults) == MOST_PROBLEMS
    assert [int(fault.split(":")[0]) for fault in faults] == list(range(1, MOST_PROBLEMS + 1))


def test_a_name_stands_for_one_check_and_a_target_for_many() -> None:
    assert read(CHECK + CHECK)[1] == []
    twice = '[[check]]\nname = "a"\ntarget = "/a"\n' * 2
    assert read(twice)[1] == ['5: the check in line 1 already has the name "a"']
    assert read(twice.replace('"a"', '""'))[1] == [
        "2: name must not be empty",
        "5: name must not be empty",
    ]


TEXTS = st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)


@given(TEXTS, st.lists(st.tuples(st.sampled_from(["sms", "voice"]), TEXTS), min_size=1, max_size=3))
def test_a_first_suite_says_what_was_wished(base_url: str, checks: list[tuple[str, str]]) -> None:
    toml = read_toml(first_suite(base_url, checks).encode())
    assert toml.values["base_url"] == base_url
    assert [(each["event"], each["target"]) for each in toml.values["check"]] == checks


def test_what_a_first_suite_only_shows_is_right_too() -> None:
    text = first_suite("http://x.example", [("sms", "/sms")], signed=True)
    shown = [
        line.removeprefix("# ") if " = " in line and not line.startswith("# The") else line
        for line in text.splitlines()
    ]
    _, faults = read("\n".join(shown))
    assert faults == []
    assert "verdict" in settings("\n".join(shown))


JSON = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.just("sms"),
        TEXTS,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(TEXTS, st.just("rule")), inner)
    ),
    max_leaves=5,
)
KEYS = st.sampled_from(
    ["name", "target", "event", "params", "expect", "ignore", "verdict", "max_time", "tags", "odd"]
)


def toml_value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(k)} = {toml_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return quote(value) if isinstance(value, str) else json.dumps(value)


@given(st.lists(st.dictionaries(KEYS, JSON), max_size=3), st.dictionaries(KEYS, JSON))
def test_whatever_stands_in_it_there_is_a_suite_or_a_fault(
    checks: list[dict[str, object]], defaults: dict[str, object]
) -> None:
    tables = [("[defaults]", defaults), *(("[[check]]", check) for check in checks)]
    text = "\n".join(
        f"{header}\n" + "".join(f"{key} = {toml_value(each)}\n" for key, each in table.items())
        for header, table in tables
    )
    suite, faults = read(text)
    assert faults or len(suite.cases) == len(checks)
    assert all(1 <= int(fault.split(":")[0]) <= text.count("\n") + 1 for fault in faults)
