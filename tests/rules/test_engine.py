"""Rules over a hop: what they find is stamped, numbered, sorted and bounded."""

from tests.rules.telling import answer, asking, hop, place
from twiml_check.model.finding import Finding
from twiml_check.rules.engine import check
from twiml_check.vocabulary.codes import CODES


def findings(document: str, **more: object) -> tuple[Finding, ...]:
    return check(hop("voice", answer(document.encode()), **more))  # type: ignore[arg-type]


def test_a_hundred_findings_of_a_kind_are_kept_and_the_others_counted() -> None:
    few = " ".join(f"a{number}=''" for number in range(100))
    many = " ".join(f"a{number}=''" for number in range(1500))
    assert [each.more for each in findings(f"<Response><Say {few}>a</Say></Response>")] == [0] * 100
    found = findings(f"<Response><Say {many}>a</Say><Nope/></Response>")
    assert [each.more for each in found] == [*[0] * 99, 1400, 0]
    assert found[-1].rule == "unknown-element"


def test_every_finding_knows_its_hop() -> None:
    found = findings("<Response a=''><Nope/><Say/></Response>", number=7)
    assert len(found) == 3
    assert {each.hop for each in found} == {7}
    assert {each.hop for each in check(hop("voice", answer(b"", status=500), number=9))} == {9}


def test_the_exchange_comes_first_then_the_lines_each_with_its_errors_first() -> None:
    content = "<Hangup b=''/><Say a='1'\n z='2' y=''>a</Say>\n<Nope/>"
    given = answer(f"<Response>{content}</Response>".encode(), "text/html")
    found = check(hop("voice", given, asking("http://shop.example.com/#ct=5")))
    assert [(each.rule, place(each)) for each in found] == [
        ("bad-override", None),
        ("html-content-type", None),
        ("plain-http", None),
        ("unknown-attribute", (1, 19)),
        ("unknown-attribute", (1, 30)),
        ("unreachable-verb", (1, 25)),
        ("unknown-attribute", (2, 2)),
        ("unknown-attribute", (2, 8)),
        ("unknown-element", (3, 1)),
    ]


def test_an_error_has_twilios_number_level_and_page() -> None:
    [found] = findings("<Response><Nope/></Response>")
    assert (found.level, found.twilio_code, found.twilio_level) == ("error", 12200, "warning")
    [found] = findings("<Response>")
    assert (found.level, found.twilio_code) == ("error", 12100)
    assert found.twilio_level == CODES[12100].level
    assert found.doc == "https://www.twilio.com/docs/api/errors/12100"


def test_what_is_no_error_has_no_number() -> None:
    document = "<Response><Hangup/><Say><mark/>a</Say></Response>"
    found = findings(document)
    assert {each.level for each in found} == {"warning", "info"}
    assert {(each.twilio_code, each.twilio_level) for each in found} == {(None, None)}


def test_a_rule_may_know_a_better_page_and_number() -> None:
    [found] = findings("<Response><Say/></Response>")
    assert (found.rule, found.twilio_code) == ("missing-content", 13520)
    assert found.doc == "https://www.twilio.com/docs/voice/twiml/say"


def test_broken_xml_is_said_once() -> None:
    found = findings("<Response><Nope/><Say voise='a'>Tom & Ann</Say><Number/></Response>")
    assert [each.rule for each in found] == ["bare-ampersand"]


def test_a_wrong_root_is_said_once() -> None:
    found = findings("<html><Nope/><Say voise='a'>Tom</Say></html>")
    assert [each.rule for each in found] == ["wrong-root"]
