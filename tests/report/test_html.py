"""The HTML report as a text: whole, closed off, and with each finding at its place."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given, settings
from lxml import html as reader  # type: ignore[import-untyped]

from twiml_check.model.run import Run
from twiml_check.report import View, render
from twiml_check.report.html.target import MOST_CHARS

from .everywhere import HOSTILE, everywhere, shown
from .samples import RUNS, check, document, file, finding, hop, place, run
from .valid import Page


def page(of: Run, view: View | None = None) -> Page:
    return Page(render("html", of, view or View()))


def tree(of: Run, view: View | None = None) -> reader.HtmlElement:
    return reader.document_fromstring(render("html", of, view or View()))


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample(name: str) -> None:
    assert page(RUNS[name]()).ids or not any(each.findings for each in RUNS[name]().checks)


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    found = page(everywhere(text))
    assert found.text.count(shown(text)) >= 20


def test_it_loads_nothing() -> None:
    text = render("html", everywhere("x"), View())
    (policy,) = re.findall('content="(default-src[^"]*)"', text)
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'"
    )
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"\ssrc=", text)


def test_marks_stand_where_the_findings_are() -> None:
    (mark,) = tree(RUNS["one_line"]()).iter("mark")
    assert (mark.text, mark.get("class")) == ("voise", "error")
    assert mark.get("title") == "not defined for <Say>"
    line = mark.getparent()
    assert "".join(line.itertext()).startswith("<?xml version=")
    (card,) = line.itersiblings("article")
    assert mark.getnext().get("href") == f"#{card.get('id')}"
    assert 'did you mean "voice"?' in card.text_content()


def test_marks_may_lie_in_one_another() -> None:
    text = "<Response><Play loop='x'>y</Play></Response>"
    outer = finding("outer", "o", place(text, "<Play loop='x'>"), level="info")
    inner = finding("inner", "i", place(text, "loop"))
    behind = finding("behind", "b", place(text, "</Response>")._replace(column=len(text) + 1))
    found = tree(run(check([hop(text, "Play")], [outer, inner, behind])))
    assert [(mark.text, mark.get("class")) for mark in found.iter("mark")] == [
        ("<Play ", "info"), ("loop", "error"), ("='x'>", "info"),
    ]  # fmt: skip
    (line,) = found.find_class("line")
    assert "".join(line.itertext()) == "<Response><Play loop2='x'>1y</Play></Response>3"


def test_many_alike_are_marked_and_counted() -> None:
    found = tree(RUNS["many_alike"]())
    assert len([mark for mark in found.iter("mark") if mark.get("class") == "error"]) == 12
    assert len(list(found.iter("article"))) == 3 + 1
    assert "… and 9 more like this" in found.text_content()


def test_a_long_document_is_cut_to_what_matters() -> None:
    text = "<Response>\n" + "<Say/>\n" * 5_000 + "<Say voise='x'/>\n</Response>"
    found = tree(run(check([file(text, "long.xml")], [finding("a", "b", place(text, "voise"))])))
    numbers = [line.get("data-line") for line in found.find_class("line")]
    assert numbers == ["4999", "5000", "5001", "5002", "5003"]
    assert [gap.text for gap in found.find_class("gap")] == ["4998 lines left out"]


def test_a_long_line_is_cut_to_what_matters() -> None:
    text = f"<Response>{'<Say/>' * 5_000}<Say voise='x'/>{'<Say/>' * 5_000}</Response>"
    found = tree(run(check([file(text, "long.xml")], [finding("a", "b", place(text, "voise"))])))
    (line,) = found.find_class("line")
    assert line.text_content().startswith("<Response><Say/>")
    assert line.text_content().count("…") == 2
    assert len(line.text_content()) < 1_500
    assert next(found.iter("mark")).text == "voise"


def test_a_page_has_room_for_so_much() -> None:
    text = "<Response>" + "<Say/>" * 10_000 + "</Response>"
    shots = [file("", "x.xml")._replace(document=document(text)) for _ in range(100)]
    many = run(*[check([snapshot], [], "pass") for snapshot in shots])
    text = render("html", many, View())
    assert "The document is left out" in text
    assert len(text) < MOST_CHARS


def test_what_is_said_back_is_hidden_before_marks_cut_it() -> None:
    text = "<Response>X-Twilio-Signature: c2lnbmF0dXJl</Response>"
    fault = finding("stray-text", "x", place(text, "c2ln"))
    whole = run(check([hop(text)], [fault]))._replace(secrets=("c2lnbmF0dXJl",))
    (line,) = tree(whole).find_class("line")
    assert line.text_content() == "<Response>X-Twilio-Signature: ***1</Response>"


def test_the_verdict_is_the_title_and_the_headline() -> None:
    found = tree(RUNS["several"]())
    assert found.findtext("head/title") == (
        "Fail: 1 of 3 targets failed, 1 undecided: 1 error - twiml-check"
    )
    assert found.find("body/header/h1").text_content() == (
        "✕ Fail 1 of 3 targets failed, 1 undecided"
    )
    rows = [row.text_content() for row in found.iter("tr")][1:]
    assert [row[2:6] for row in rows] == ["Fail", "Unde", "Pass"]
    folded = [each.get("open") is None for each in found.find_class("target")]
    assert folded == [False, False, True]


def test_passed_targets_are_folded_after_the_others() -> None:
    (good,), (bad,) = RUNS["passing"]().checks, RUNS["one_line"]().checks
    warned = good._replace(findings=(finding("a", "b", level="warning", code=None),))
    found = tree(run(good, *[good] * 8, bad, warned))
    assert [table.getparent().tag for table in found.find_class("overview")] == ["nav", "details"]
    assert [len(table.findall("tbody/tr")) for table in found.find_class("overview")] == [1, 10]
    assert found.findtext(".//nav/details/summary") == "10 more targets passed"
    targets = found.find_class("target")
    assert [each.get("open") is None for each in targets] == [False, *[True] * 10]
    assert targets[-1].find("summary").text_content().endswith("/sms 1 warning")
    for few in (run(*[good] * 11), run(*[bad] * 11), run(bad, *[good] * 4)):
        assert len(tree(few).find_class("overview")) == 1


def test_a_single_target_is_the_headline() -> None:
    named = RUNS["passing"]().checks[0]._replace(name="order by text")
    found = tree(run(named))
    assert found.find("body/header/h1").text_content() == "✓ Pass order by text"
    assert "http://127.0.0.1:5000/sms" in found.find("body/main").text_content()


def test_what_was_expected() -> None:
    found = tree(RUNS["expected"]())
    (part,) = found.find_class("expected")
    assert part.findtext("h3/span") == "2 of 6 met"
    items = [(item.get("class"), item.text_content()) for item in part.iter("li")]
    assert items[0] == ("pass", "✓met: .//Say")
    assert items[2] == ("fail", "✕unmet: Record in any responsehop 1 has Say, Gather, Redirect")
    assert items[5] == ("undecided", "?unsure: Hangup in any response3 hops (--max-hops)")
    assert found.find_class("counts")[0].text_content() == "✕ 3 unmet expectations"


def test_what_a_suite_makes_of_a_target() -> None:
    found = tree(RUNS["suite"]())
    titles = [title.text_content() for title in found.iter("h2")]
    assert [title.split()[1] for title in titles] == [
        "Fail", "Fail", "Skipped", "Pass", "Pass", "Pass",
    ]  # fmt: skip
    assert "✓ Pass known failure the old menu https://example.com/voice 1 error" in titles
    assert titles[2].endswith("Skipped https://example.com/late")
    unfolded = [each.get("open") is not None for each in found.find_class("target")]
    assert unfolded == [True, True, False, False, False, False]
    assert "(TwiML App AP0123456789abcdef0123456789abcdef)" in found.text_content()


def test_what_has_changed() -> None:
    (part,) = tree(RUNS["changed"]()).find_class("changed")
    lines = [(line.get("data-line"), line.text) for line in part.find_class("line")]
    assert lines[:3] == [
        ("", "--- staging.json"), ("", "+++ http://127.0.0.1:5000/sms"), ("", "@@ -1,4 +1,4 @@"),
    ]  # fmt: skip
    assert ("-", "  <Message>The chest is shut.</Message>") in lines
    assert ("+", "  <Message>The chest is open.</Message>") in lines


def test_a_detour() -> None:
    (known,) = tree(RUNS["flow_exit"]()).find_class("known")
    assert [each.text_content() for each in known.iter("dt")] == ["Studio", "exit", "variables"]
    assert "return → send_2" in known.text_content()


def test_a_chest() -> None:
    opened, shut = tree(RUNS["opened"]()), tree(RUNS["quest"]())
    assert opened.find_class("chest")[0].get("class") == "chest open"
    assert shut.find_class("chest")[0].findtext("ul/li") == "a <Message> that names the sender"


def test_a_document_of_many_targets_is_shown_once() -> None:
    whole = RUNS["flow_exit"]().checks[0]
    text = render("html", run(whole, whole._replace(target="flow.json#redirect_2")), View())
    assert text.count("&quot;states&quot;") == 1
    assert "The document is shown above" in text


def test_of_a_document_that_was_shown_only_what_is_wrong_comes_again() -> None:
    lines = "".join(f'  "{number}": 0,\n' for number in range(30))
    text = f'{{\n{lines}  "last": 1\n}}'
    whole = check([file(text, "flow.json")], [finding("a", "b", place(text, "last"))])
    first, second = tree(run(whole, whole)).find_class("source")
    assert len(first.find_class("line")) == 32 + 1
    assert len(second.find_class("line")) == 3 + 1 + 1
