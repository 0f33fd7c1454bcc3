"""The JSON Schema of a suite accepts what the reader accepts. UPDATE_GOLDEN=1 writes it again."""

import json
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.suite.captures import IN_CALL, Shot, har
from tests.suite.suite_schema import written
from twiml_check.model.ending import WrongCall
from twiml_check.runner.suite_values import FIELDS
from twiml_check.runner.values import VALUES
from twiml_check.suite.captured import read_capture
from twiml_check.suite.from_capture import capture_source
from twiml_check.suite.reading import OWN, read_suite
from twiml_check.suite.shapes import WrongShapeError
from twiml_check.suite.steps import STEPS, read_step
from twiml_check.suite.toml import read_toml
from twiml_check.suite.writing import first_suite, suite_of

ROOT = Path(__file__).parents[2]
FILE = ROOT / "cli/twiml_check/suite/schema.json"
if os.environ.get("UPDATE_GOLDEN") == "1":
    FILE.write_text(written(), encoding="utf-8")
SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA)
TARGET = '[[check]]\ntarget = "/sms"\n'


def test_it_is_that_of_the_tables() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert FILE.read_text(encoding="utf-8") == written()


def examples() -> dict[str, str]:
    """The suites of the READMEs, of the tests and of init."""
    readmes = [ROOT / "README.md", *(ROOT / "cli").rglob("README.md")]
    blocks = [
        block
        for path in readmes
        for block in re.findall(r"```toml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    found = {f"README {number}": block for number, block in enumerate(blocks)}
    found |= {path.name: path.read_text("utf-8") for path in (ROOT / "tests/cases").glob("*.toml")}
    first = first_suite("http://x.example", [("sms", "/sms")], signed=True)
    found["init"] = first
    found["init, its comments"] = re.sub(r"(?m)^# (?=\w+ = )", "", first)
    requests = read_capture(har([Shot("/a", {**IN_CALL, "Digits": "1"}, "GET")]))
    found["init --from-capture"] = suite_of([capture_source(requests, "c")], None, signed=True)
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_valid(name: str) -> None:
    value = tomllib.loads(EXAMPLES[name])
    assert len(EXAMPLES) >= 6
    assert [error.message for error in VALIDATOR.iter_errors(value)] == []


VALUES_TO_TRY: tuple[Any, ...] = (
    *("", " ", "x", "POST", "get", "sms", "voice", "pass", "fail", "error", "never", "plain"),
    *("2s", "500ms", "0.5 m", "5h", "-1s", "${X}", "1", "12#", "busy", "hangup", "statusCallback"),
    *("action2", "Say", "recorded", "signature"),
    *(True, False, 0, 1, -1, 12, 100, 101, 1001, 100_001, 2**70, 0.5, 3_600_001),
    *([], ["a"], ["a", ""], ["plain"], ["signature"], [1], {}, {"A": "b"}, {"A": 1}, {"A": True}),
    *({"": "x"}, {"a=b": "x"}, {"dtd": ""}, [{"rule": "dtd", "reason": "x"}], [{"rule": "dtd"}]),
    *([{"rule": "a", "reason": "x", "y": 1}],),
)
NO_TEXTS = ("silence", "hangup", "whisper", "waiting")
"""Steps that need true or a number: a variable is a text, so a call with it can never run."""
LATER = ("ignore", "select", "public_url", "fallback", "auth_token", "expect", "expect_any_hop")
"""Keys whose values only a run judges: the schema has no list of rules, and reads no URL."""


def accepts(key: str, shape: Callable[[Any], Any], value: Any) -> bool:
    """Say whether the reader accepts a value, and then the check of the option."""
    field = FIELDS.get(key, key)
    try:
        found = shape(value)
        later = VALUES.get(field) if key not in LATER and key != "max_time" else None
        if later and "${" not in str(value) and field not in ("param", "no_param"):
            later(key, found)
    except (WrongShapeError, WrongCall):
        return False
    return True


@pytest.mark.parametrize("kind", OWN)
def test_a_value_is_valid_when_the_reader_accepts_it(kind: str) -> None:
    known = SCHEMA["properties"][kind]["items"]["properties"]
    assert known.keys() == OWN[kind].keys()
    for key, shape in OWN[kind].items():
        if shape is None:
            continue
        validator = Draft7Validator(known[key])
        for value in VALUES_TO_TRY:
            assert validator.is_valid(value) == accepts(key, shape, value), (key, value)


def test_a_step_is_valid_when_the_reader_accepts_it() -> None:
    items = SCHEMA["properties"]["call"]["items"]["properties"]["steps"]["items"]
    validator = Draft7Validator(items)
    assert items["properties"].keys() == STEPS.keys()
    steps = [
        {name: value}
        for name in STEPS
        for value in VALUES_TO_TRY
        if not (name in NO_TEXTS and value == "${X}")
        if not (name == "expect" and isinstance(value, str) and value.strip())  # an XPath
    ]
    for step in (*steps, {}, {"press": "1", "say": "x"}, {"odd": "1"}, "press"):
        try:
            read_step(step)
            accepted = True
        except WrongShapeError:
            accepted = False
        assert validator.is_valid(step) == accepted, step


@pytest.mark.parametrize(
    "text",
    [
        'check = "x"',
        'exclude = "*.xml"',
        "[check]\ntarget = 1",
        "[[check]]",
        '[[check]]\nname = "x"',
        f'{TARGET}steps = [{{ press = "1" }}]',
        f'{TARGET}press = "1"',
        f'odd = "1"\n{TARGET}',
        f'{TARGET}[defaults]\ntarget = "/x"',
        f"{TARGET}[defaults.params]\nA = 1.5",
        '[[call]]\ntarget = "/x"',
        '[[call]]\ntarget = "/x"\nsteps = []',
        '[[call]]\ntarget = "/x"\nsteps = [{ press = 1 }]',
        '[[call]]\ntarget = "/x"\nsteps = [{ press = "1" }]\nexpect = ["Say"]',
    ],
)
def test_what_the_reader_refuses_is_not_valid(text: str) -> None:
    _, problems = read_suite("f.toml", read_toml(text.encode()))
    assert problems
    assert not VALIDATOR.is_valid(tomllib.loads(text))
