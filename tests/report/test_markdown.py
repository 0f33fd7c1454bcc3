"""The Markdown report: what a reader of Markdown makes of it is what was meant."""

import pytest
from hypothesis import given, settings
from markdown_it.token import Token

from twiml_check.model.run import Run
from twiml_check.report import View, render
from twiml_check.report.markdown import MOST

from .everywhere import HOSTILE, everywhere, shown
from .samples import RUNS, run
from .valid import markdown_tokens


def tokens(of: Run) -> list[Token]:
    return markdown_tokens(render("markdown", of, View()))


def text_of(of: Run) -> str:
    return "\n".join(token.content for token in tokens(of) if not token.children)


@pytest.mark.parametrize("name", sorted(RUNS))
def test_every_sample(name: str) -> None:
    headings = [token for token in tokens(RUNS[name]()) if token.type == "heading_open"]
    assert headings[0].tag == "h2"


@settings(max_examples=30)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    found = tokens(everywhere(text))
    assert len([token for token in found if token.type == "heading_open"]) == 1 + 3
    assert len([token for token in found if token.type == "table_open"]) == 1 + 3
    assert len([token for token in found if token.type == "tr_open"]) == (1 + 3) * (1 + 3)
    assert shown(text).strip() in "".join(
        token.content for token in found if token.type in ("text", "code_inline", "fence")
    )


def test_a_finding() -> None:
    said = text_of(RUNS["one_line"]())
    assert '<Say> has no attribute "voise"' in said
    (block,) = [token for token in tokens(RUNS["one_line"]()) if token.type == "fence"]
    line, caret = block.content.splitlines()
    assert line[caret.index("^") : caret.rindex("^") + 1] == "voise"
    assert caret.endswith("^ not defined for <Say>")


def test_a_caret_counts_cells() -> None:
    first, *_ = [token for token in tokens(RUNS["wide_text"]()) if token.type == "fence"]
    line, caret = first.content.splitlines()
    assert line.index("loup") + len("こんにちは、世界") == caret.index("^")


def test_the_targets_come_in_a_table() -> None:
    lines = render("markdown", RUNS["several"](), View()).splitlines()
    assert lines[0] == "## ❌ twiml-check: 1 of 3 targets failed, 1 undecided: 1 error"
    assert lines[2] == "| | target | event | findings | what Twilio would do |"
    assert [line.split(" | ")[0] for line in lines[4:7]] == ["| ✅", "| ❔", "| ❌"]


def test_a_page_is_not_longer_than_github_takes() -> None:
    whole = RUNS["one_line"]().checks[0]
    many = run(*[whole._replace(target=f"https://example.com/{n}") for n in range(3000)])
    page = render("markdown", many, View())
    assert len(page.encode()) < 2**20
    assert len(page.encode()) > 0.9 * MOST
    assert page.rstrip().endswith("more targets left out._")
    wide = run(*[whole._replace(target="x" * 300, findings=()) for _ in range(9000)])
    assert len(render("markdown", wide, View()).encode()) < 2**20


def test_what_was_expected() -> None:
    items = [token.content for token in tokens(RUNS["expected"]()) if token.type == "inline"]
    assert [item for item in items if item[0] in "✅❌❔"] == [
        "❌ twiml-check: 1 of 1 target failed: 3 unmet expectations",
        "❌ the main menu: `https://example.com/voice`",
        "✅ .//Say",
        '✅ "press one" is said',
        "❌ Record in any response: hop 1 has Say, Gather, Redirect",
        '❌ "Guten Tag" is said: hop 1 has "Welcome. For sales press one."',
        "❌ the chain /voice → /menu: it is /voice",
        "❔ Hangup in any response: 3 hops (--max-hops)",
    ]
    assert "latency: 5 runs: min 3 ms, median 4 ms, max 812 ms" in items


def test_what_has_changed_is_a_difference() -> None:
    (block,) = [token for token in tokens(RUNS["changed"]()) if token.type == "fence"]
    assert block.info == "diff"
    assert block.content.splitlines()[:3] == [
        "--- staging.json", "+++ http://127.0.0.1:5000/sms", "@@ -1,4 +1,4 @@",
    ]  # fmt: skip
    assert "checked now: /voice, /status" in text_of(RUNS["changed"]())


def test_what_is_met_is_folded_up_where_others_fail() -> None:
    said = render("markdown", RUNS["suite"](), View())
    assert said.count("### ") == 3
    assert "<details><summary>2 more targets</summary>\n\n- ✅ order by text: .//Say\n" in said
    assert "| ⏭️ | <code>https&#58;//example.com/late</code> |" in said


def test_a_chest() -> None:
    assert "**The chest is open: message is done.**" in render("markdown", RUNS["opened"](), View())
    assert "- ❌ a \\<Message\\> that names" in render("markdown", RUNS["quest"](), View())


def test_a_detour() -> None:
    assert "exit: return → send_2" in text_of(RUNS["flow_exit"]())


def test_bytes_are_counted() -> None:
    whole = RUNS["expected"]().checks[0]._replace(target="😀" * 300)
    assert len(render("markdown", run(*[whole] * 2000), View()).encode()) < 2**20
