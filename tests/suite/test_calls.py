"""What a suite says of calls and explorations, and every fault in it with its line."""

import pytest

from tests.suite.test_reading import read
from twiml_check.suite import TABLE
from twiml_check.suite.reading import MOST_PROBLEMS, read_suite
from twiml_check.suite.toml import read_toml

CALL = '[[call]]\ntarget = "/voice"\n'


def test_a_call() -> None:
    suite, faults = read(
        '[defaults]\nexpect = ["Say"]\nevent = "voice"\ntags = ["a"]\n'
        '[[check]]\ntarget = "/sms"\n'
        f'{CALL}name = "sales"\ncaller = "withheld"\ntags = ["b"]\n'
        'steps = [ {hear = "press 1"}, {press = "1"},\n'
        "  # no step\n  { silence = true },\n  {record = 12}, {whisper = 2},\n"
        '  { say = "a , [b] = {c}" },\n]\n'
        '[[check]]\ntarget = "/last"\n'
    )
    assert faults == []
    assert [case.name for case in suite.cases] == ["/sms", "sales", "/last"]
    check, call, _ = suite.cases
    assert (check.steps, call.line, call.tags) == ((), 7, ("a", "b"))
    assert {each.key for each in call.settings} == {"event", "caller"}
    assert [tuple(step) for step in call.steps] == [
        ("hear", "press 1", 12),
        ("press", "1", 12),
        ("silence", "", 14),
        ("record", "12", 15),
        ("whisper", "2", 15),
        ("say", "a , [b] = {c}", 16),
    ]


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ("{ press = 1 }", 'press must be a text: "1"'),
        ('{ press = "one" }', 'press must be keys, such as "1" or "1234#", not "one"'),
        ('{ prss = "1" }', 'there is no step "prss"; did you mean press?'),
        ('{ zzz = "1" }', 'there is no step "zzz"; the steps are hear, press, say, silence, dial'),
        ('{ dial = "bussy" }', 'dial cannot be "bussy"; did you mean busy?'),
        ('{ queue = "x" }', 'queue cannot be "x"; expected bridged, leave, queue-full, error'),
        ('{ connect = "busy" }', 'connect cannot be "busy"; expected ended, failed or hangup'),
        ('{ pay = "sucess" }', 'pay cannot be "sucess"; did you mean success?'),
        ('{ refer = "no" }', 'refer cannot be "no"; expected accepted, refused or hangup'),
        ('{ sms = "sent" }', 'sms cannot be "sent"; '),
        ('{ ends = "hang" }', 'ends cannot be "hang"; did you mean hangup?'),
        ('{ hear = "x", press = "1" }', "a step must have one key, not hear, press"),
        ("{ }", "a step must have one key, not an empty table"),
        ('"press 1"', 'a step must be a table, such as { press = "1" }, not a text'),
        ("{ record = 0 }", "record must be 1 to 14400 seconds"),
        ('{ record = "puase" }', 'record cannot be "puase"; did you mean pause?'),
        ("{ record = true }", "record must be a text, not true or false"),
        ('{ callback = "statuscallback" }',
         'callback must be the name of an attribute, not "statuscallback"; did you mean'),
        ('{ expect = "//Say[" }', 'expect "//Say[": the XPath ends too early'),
        ("{ silence = false }", "silence must be true; otherwise remove the step"),
        ('{ hangup = "yes" }', "hangup must be true or false, not a text"),
        ("{ whisper = 0 }", "whisper must be true, or the number of one of several, from 1"),
        ('{ hear = " " }', "hear must not be empty"),
        ("{ text = 1 }", "text must be a text, not a number"),
        (f'{{ text = "{"x" * 10_001}" }}', "text must have at most 10,000 characters"),
    ],
)  # fmt: skip
def test_a_fault_of_a_step(step: str, fault: str) -> None:
    _, faults = read(f'{CALL}steps = [\n  {{ press = "1" }},\n  {step},\n]\n')
    assert [each[: len(fault) + 3] for each in faults] == [f"5: {fault}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[call]]\nsteps = [{ silence = true }]",
         "1: a call needs a target: a path, a URL or a"),
        (CALL, '1: a call needs steps, such as [{ press = "1" }]'),
        (f"{CALL}steps = []", '3: a call needs steps, such as [{ press = "1" }]'),
        (f'{CALL}steps = "1"', '3: a call needs steps, such as [{ press = "1" }], not a text'),
        ('[call]\ntarget = "/a"', "1: call must be a list of tables, [[call]], not a table"),
        ("call = [1]", "1: a call must be a table, [[call]], not a number"),
        ('[[calls]]\ntarget = "/a"', '1: "calls" is not a key of a suite; did you mean call?'),
        (f'{CALL}press = "1"\nsteps = [{{ silence = true }}]',
         '3: "press" is not a key of a [[call]]; it belongs in the steps of a [[call]]:'),
        (f'{CALL}expect = ["x"]\nsteps = [{{ silence = true }}]',
         '3: "expect" is not a key of a [[call]]; it belongs in the steps of a [[call]]:'),
        (f"{CALL}budget = 3\nsteps = [{{ silence = true }}]",
         '3: "budget" is not a key of a [[call]]; it belongs in [defaults] or a [[check]]'),
        (f'{CALL}caller = "x"\nsteps = [{{ silence = true }}]',
         '3: caller must be plain, nowhere, withheld or sip, not "x"'),
        ('[[check]]\ntarget = "/a"\nsteps = []',
         '3: "steps" is not a key of a [[check]]; it belongs in a [[call]]'),
        ('[[check]]\ntarget = "/a"\nbudget = 3', "3: budget works only with explore = true"),
        ('[[check]]\ntarget = "/a"\nexplore = true\nbudget = 0',
         "4: budget must be a number from 1 to 100,000"),
        ('[[check]]\ntarget = "/a"\nexplore = true\nmin_coverage = 101',
         "4: min_coverage must be a number from 0 to 100"),
        ('[[check]]\ntarget = "/a"\nexplore = true\ncallers = ["plain", "x"]',
         '4: callers must be plain, nowhere, withheld or sip, not "x"'),
        (f'[[check]]\ntarget = "/a"\nname = "n"\n{CALL}name = "n"\nsteps = [{{ silence = true }}]',
         '6: the check in line 1 already has the name "n"'),
    ],
)  # fmt: skip
def test_a_fault_of_a_call(text: str, fault: str) -> None:
    assert [each[: len(fault)] for each in read(text)[1]] == [fault]


def test_thousands_of_faults_are_not_looked_at_one_by_one() -> None:
    steps = ", ".join(f"{{ prss{number} = 1 }}" for number in range(5000))
    assert len(read(f"{CALL}steps = [{steps}]")[1]) == MOST_PROBLEMS


def test_a_step_with_a_variable_is_read_when_that_is_filled_in() -> None:
    suite, faults = read(f'{CALL}steps = [{{ press = "${{PIN}}" }}]')
    assert faults == []
    assert suite.cases[0].steps[0].text == "${PIN}"


def test_the_calls_of_a_project() -> None:
    text = '[[tool.twiml-check.call]]\ntarget = "/voice"\nsteps = [\n  { silence = true },\n  1]'
    suite, faults = read_suite("f.toml", read_toml(text.encode()), TABLE)
    assert [(case.line, case.steps[0].line) for case in suite.cases] == [(1, 4)]
    assert [fault.line for fault in faults] == [5]
