"""`explain`: a page for every rule and every number of Twilio's, and it is true."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

import twiml_check
from tests.commands.calling import call, refusal
from tests.coverage import LEFT_OUT
from tests.coverage.numbers import DOCUMENT, FETCH, FLOW
from tests.expand import expanded
from twiml_check.catalog import EVERY, EVERY_BY_NAME
from twiml_check.commands.explain import CHAPTERS, LEGENDS, command
from twiml_check.explore.lint import lint
from twiml_check.report.text.manual import draw_manual
from twiml_check.rules.rule import Rule
from twiml_check.vocabulary.codes import CODES, doc_url
from twiml_check.vocabulary.events import EVENTS
from twiml_check.vocabulary.examples import INSTEAD, MESSAGING, OPTIONS, REASONS, VOICE, whole

PACKAGE = Path(twiml_check.__file__).parent
PREDICTED = (DOCUMENT | FETCH | FLOW) - LEFT_OUT
EXAMPLES = [
    pytest.param(code, whole(example.bad), event, id=str(code))
    for table, event in ((VOICE, "voice"), (MESSAGING, "sms"))
    for code, example in table.items()
    if code not in OPTIONS
]


def page(name: object) -> str:
    """What `explain NAME` prints."""
    result = CliRunner().invoke(command, [str(name)])
    assert result.exit_code == 0, result.output
    return result.output


def flowing(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


def rules_on(text: str) -> set[str]:
    """The rules whose pages stand below a number's."""
    heads = (line.partition(" (")[0] for line in text.splitlines() if line.endswith(")"))
    return {head for head in heads if head in EVERY_BY_NAME}


def test_every_rule_is_listed() -> None:
    lines = call("explain", "--list").out.splitlines()
    assert [line.split()[:2] for line in lines] == [[rule.name, rule.level] for rule in EVERY]
    for line, rule in zip(lines, EVERY, strict=True):
        assert line.endswith(rule.explanation.splitlines()[0])
        assert rule.code is None or str(rule.code) in line or "many" in line


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.name)
def test_a_page_of_a_rule(rule: Rule) -> None:
    text = page(rule.name)
    assert text.startswith(f"{rule.name} ({rule.level})\n\n")
    assert flowing(rule.explanation) in flowing(text)
    assert rule.code is None or doc_url(rule.code) in text


@pytest.mark.parametrize("code", CODES)
def test_a_page_of_a_number(code: int) -> None:
    text = page(code)
    assert text.startswith(f"{CODES[code].level} {code}, {CODES[code].title}\n{doc_url(code)}\n")
    assert f"Twilio logs {'an error' if CODES[code].level == 'error' else 'a warning'}" in text
    predicted = "These rules predict it:" in text
    assert predicted == bool(rules_on(text)) or code in LEFT_OUT
    if code in PREDICTED:
        assert predicted
    elif code in INSTEAD:
        assert f"reports this fault as {INSTEAD[code]}" in text
    elif code in REASONS:
        assert REASONS[code] in flowing(text)
    assert not (code in LEFT_OUT and predicted)


@pytest.mark.parametrize(("code", "document", "event"), EXAMPLES)
def test_the_rule_that_finds_the_example_is_on_the_page(
    code: int, document: str, event: str
) -> None:
    _, findings = lint("document", expanded(document), EVENTS[event])
    [error] = [each for each in findings if each.level == "error"]
    assert error.rule in rules_on(page(code))


@pytest.mark.parametrize("code", [13310, 13520, 32113, 21263])
def test_a_number_of_a_row_or_of_a_page_has_its_own_example(code: int) -> None:
    assert f"Bad:  {whole(VOICE[code].bad)}\nGood: {whole(VOICE[code].good)}\n" in page(code)


def test_an_attribute_and_its_values_are_named() -> None:
    about = "Attributes with this number: recordingTrack of <Dial>; track of <Recording>."
    assert f"{about} Allowed values: inbound, outbound, both." in flowing(page(13622))


@pytest.mark.parametrize(("columns", "width"), [("60", 60), ("100", 100), ("300", 100)])
def test_a_page_is_as_wide_as_the_terminal(columns: str, width: int) -> None:
    lines = call("explain", "64101", env={"COLUMNS": columns}).out.splitlines()
    longest = max(len(line) for line in lines if not line.startswith(("Bad:", "Good:", "https:")))
    assert width - 20 < longest <= width
    example = [line for line in lines if line.startswith("Bad:")]
    assert example == [f"Bad:  {whole(VOICE[64101].bad)}"]  # one line, to be copied


def test_what_is_abridged_is_explained() -> None:
    repeated, byte = LEGENDS.values()
    assert page(14109).endswith(f"\n\n{repeated}\n")
    assert page("bad-encoding").endswith(f"\n\n{byte}\n")
    assert page(12100).endswith(f"\n\n{byte}\n")
    assert repeated not in page(14221)  # {a:1} is the text itself


def test_a_number_that_is_not_known_here() -> None:
    line = refusal("explain", "30003")
    assert line == f"twiml-check has no page on 30003; see {doc_url(30003)}"


def test_a_number_that_needs_the_account() -> None:
    assert "twiml-check does not predict it. Only the account" in page(21408)


def test_a_rule_that_is_nearly_right() -> None:
    line = refusal("explain", "unknown-atribute")
    meant = "unknown-attribute, unknown-action, unknown-voice or unknown-provider"
    assert line == f'there is no rule "unknown-atribute"; did you mean {meant}?'


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_of_the_manual(name: str) -> None:
    text = page(name)
    written = PACKAGE.joinpath(CHAPTERS[name], "README.md").read_text(encoding="utf-8")
    assert text.startswith(written.partition("\n")[0])
    assert "<!--" not in text
    lines = [each for each in written.splitlines() if not each.startswith("<!--")]
    assert text.splitlines()[-1] == lines[-1]
    assert name not in EVERY_BY_NAME


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("name", ["drills", "rules", "suite"])
def test_a_chapter_on_a_terminal(name: str, width: int) -> None:
    written = PACKAGE.joinpath(CHAPTERS[name], "README.md").read_text(encoding="utf-8")
    text = draw_manual(written, width, color=False)
    copied = {line.rstrip() for line in written.splitlines()}
    wide = [line for line in text.splitlines() if cell_len(line) > width]
    assert set(wide) <= copied, "only code keeps its lines"
    assert "](" not in text
    assert "twiml-check" in text


def test_a_wrong_chapter() -> None:
    assert refusal("explain", "suites").endswith("did you mean suite?")


def test_every_readme_of_the_package_is_a_chapter() -> None:
    rooms = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("README.md")}
    assert set(CHAPTERS.values()) == rooms
