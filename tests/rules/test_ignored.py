"""Comments in a document that ignore rules, and the findings about these comments."""

from pathlib import Path

import pytest

from tests.commands.calling import call, json_report, webhook
from tests.rules.calling import choice, explored, outcome
from tests.rules.calling import place as call_place
from tests.rules.telling import answer, hop, place
from tests.servers import Received, http_reply
from twiml_check.explore.lint import lint
from twiml_check.model.finding import Finding
from twiml_check.model.run import Mode
from twiml_check.rules.engine import check, check_call

BAD = "bad-ignore"
ONE_WAY = ("asks-itself", "silent-end")
"""Infos about the end of a call, which differ between a file and a response."""
TONE = '<Say tone="x">Hi</Say>'


def ignore(words: str) -> str:
    return f"<!-- twiml-check: ignore {words} -->"


def linted(document: str) -> list[Finding]:
    return list(lint("menu.xml", document.encode())[1])


def rules(document: str) -> list[str]:
    """Return the rules with a finding on a file, after comparing with those on a response."""
    fetched = check(hop("voice", answer(document.encode())))
    both = [each.rule for each in linted(document) if each.rule not in ONE_WAY]
    assert [each.rule for each in fetched if each.rule not in ONE_WAY] == [
        name for name in both if name != "unneeded-ignore"
    ]
    return both


@pytest.mark.parametrize(
    ("names", "content"),
    [
        ("unknown-attribute", TONE),
        ("bad-value", '<Say loop="x">Hi</Say>'),
        ("unknown-element", "<Chirp>Hi</Chirp>"),
        ("unknown-element", "<Gather><Gather2/><Say>1</Say></Gather>"),
        ("unknown-attribute, bad-value", '<Gather><Say tone="x" loop="y">Hi</Say></Gather>'),
        ("unknown-attribute bad-value", '<Say tone="x" loop="y">Hi</Say>'),
        ("bad-media-url", "<Play>file:///a.mp3</Play>"),
        ("text-too-long", f"<Say>{'long ' * 1000}</Say>"),
        ("deprecated-element", "<Sms>Hi</Sms>"),
        ("bad-phone-number", "<Dial>\n  <Number>+1</Number>\n</Dial>"),
        ("private-url", "<Play>http://127.0.0.1/a.mp3</Play>"),
        ("missing-content", "<Say/>"),
    ],
)
def test_findings_in_the_next_element_are_ignored(names: str, content: str) -> None:
    wanted = names.replace(",", "").split()
    told = {each.rule for each in linted(f"<Response>{content}</Response>")}
    assert told >= set(wanted)
    comment = ignore(f"{names}: Twilio's beta")
    left = rules(f"<Response>{comment}{content}</Response>")
    assert set(left) == told - {*wanted, *ONE_WAY}
    # The comment is for the next element, and not for others.
    after = rules(f"<Response>{comment}{content}\n{content}</Response>")
    assert set(after) >= set(wanted)


def test_before_the_root_a_comment_is_for_the_whole_document() -> None:
    content = f"{TONE}<Gather>{TONE}</Gather>"
    assert rules(f"<Response>{content}</Response>") == ["unknown-attribute"] * 2
    assert rules(f"{ignore('unknown-attribute: a')}<Response>{content}</Response>") == []
    assert rules(f"{ignore('wrong-root: a')}<response/>") == []
    more = f"{ignore('unknown-attribute: a')}<Response>{ignore('unknown-attribute: b')}{content}"
    assert rules(f"{more}</Response>") == []


def test_findings_of_other_rules_and_places_stay() -> None:
    document = f"<Response>{TONE}{ignore('unknown-attribute: a')}\n{TONE}{TONE}</Response>"
    assert [place(each) for each in linted(document)] == [(1, 16), (2, 28)]
    assert rules(f"<Response>{ignore('bad-sid: a')}{TONE}</Response>") == [
        "unknown-attribute", "unneeded-ignore",
    ]  # fmt: skip
    given = answer(f"{ignore('http-error: a')}<Response/>".encode(), status=500)
    assert [each.rule for each in check(hop("voice", given))] == ["http-error"]


def test_the_count_of_many_findings_is_that_of_the_others() -> None:
    many = " ".join(f"a{number}=''" for number in range(150))
    say = f"<Say {many}>Hi</Say>"
    found = linted(f"<Response>{ignore('unknown-attribute: a')}{say}{TONE}</Response>")
    assert [(each.rule, each.more) for each in found] == [("unknown-attribute", 0)]
    found = linted(f"<Response>{ignore('unknown-attribute: a')}{TONE}{say}</Response>")
    assert sum(1 + each.more for each in found) == 150


@pytest.mark.parametrize(
    ("comment", "message", "change"),
    [
        ("ignore unknown-attribute", "no reason", "ignore unknown-attribute: REASON -->"),
        ("ignore unknown-attribute:  ", "no reason", "ignore unknown-attribute: REASON -->"),
        ("ignore unknown-attribute - beta", "no reason", "ignore unknown-attribute: REASON -->"),
        ("ignore unknown-attribute, bad-value", "no reason", "unknown-attribute, bad-value: R"),
        ("ignore unknown-atribute: a", '"unknown-atribute"', '"unknown-attribute"'),
        ("ignore unknown-attribute, bad-valeu: a", '"bad-valeu"', '"bad-value"'),
        ("ignore 12200: a", '"12200"', "explain --list"),
        ("ignore all: a", '"all"', ""),
        ("ignore accepts-wrong-signature: a", "not a rule about documents", ""),
        ("ignore: a", "no rule", "ignore RULE: REASON"),
        ("ignore[unknown-attribute]: a", '"ignore[unknown-attribute]"', "ignore RULE: REASON"),
        ("disable unknown-attribute: a", '"disable"', "ignore unknown-attribute: REASON"),
        ("noqa", '"noqa"', "ignore RULE: REASON"),
        ("", "empty comment", "ignore RULE: REASON"),
    ],
)
def test_a_comment_that_is_not_valid_ignores_nothing(
    comment: str, message: str, change: str
) -> None:
    document = f"<Response>\n<!-- twiml-check: {comment} -->{TONE}</Response>"
    assert rules(document) == ["unknown-attribute", BAD]
    bad = linted(document)[1]
    assert message in bad.message
    assert change in bad.help
    assert (bad.level, bad.twilio_code, place(bad)) == ("warning", None, (2, 1))


def test_no_element_follows_the_comment() -> None:
    for end in ("</Response>", "<Gather><Say>Hi</Say>", "</Response>"):
        close = "</Gather></Response>" if "Gather" in end else ""
        comment = ignore("unknown-attribute: a")
        left = f"{end}{comment}{close}" if close or end else end
        found = rules(f"<Response>{TONE}{left}")
        assert found == ["unknown-attribute", BAD]


def test_a_comment_about_these_comments() -> None:
    inner = f"<Gather>{ignore('bad-value')}<Say>Hi</Say>{ignore('bad-sid: b')}<Pause/></Gather>"
    assert rules(f"<Response>{inner}</Response>") == [BAD, "unneeded-ignore"]
    outer = ignore("bad-ignore, unneeded-ignore: a layout")
    assert rules(f"<Response>{outer}{inner}</Response>") == []


@pytest.mark.parametrize(
    ("names", "content", "unneeded"),
    [
        ("unknown-attribute", "<Say>Hi</Say>", ["unknown-attribute"]),
        ("unknown-attribute, bad-value", TONE, ["bad-value"]),
        ("bad-value, bad-sid", "<Pause/>", ["bad-value", "bad-sid"]),
        ("unknown-element", "<Gather><Say>1</Say></Gather>", ["unknown-element"]),
        ("deprecated-element", "<Dial>+12025550143</Dial>", ["deprecated-element"]),
        ("text-too-long", "<Say>short</Say>", ["text-too-long"]),
        # The finding may come from the request, an option, a probe, a call or another product.
        ("pci-callback", "<Gather><Say>1</Say></Gather>", []),
        ("unreachable-target", "<Play>https://example.com/a.mp3</Play>", []),
        ("dead-end-key", "<Gather><Say>1</Say></Gather>", []),
        ("http-error", "<Say>Hi</Say>", []),
        ("missing-caller-id", "<Dial>+12025550143</Dial>", []),
        ("misplaced-element", "<Say>Hi</Say>", []),
        ("inline-relative-url", "<Play>/a.mp3</Play>", []),
        ("bad-redirect-url", "<Redirect>/a</Redirect>", []),
        # The rendered document, or the element that Twilio does not know, may have the finding.
        ("bad-value", '<Say loop="{{ n }}">Hi</Say>', []),
        ("bad-value", "{% if a %}<Say>Hi</Say>{% endif %}", []),
        ("bad-value, unknown-element", '<Chirp><Say loop="x">Hi</Say></Chirp>', []),
    ],
)
def test_a_comment_that_no_finding_needs(names: str, content: str, unneeded: list[str]) -> None:
    found = linted(f"<Response>{ignore(f'{names}: a')}{content}</Response>")
    told = [each for each in found if each.rule == "unneeded-ignore"]
    assert [each.message.split()[0] for each in told] == unneeded
    for each, name in zip(told, unneeded, strict=True):
        what = "the comment" if names == name else f'"{name}" from the comment'
        assert each.help == f"remove {what}"


def test_a_webhook_may_need_the_comment_in_its_next_response() -> None:
    document = f"<Response>{ignore('bad-value: names of users')}<Say>Hi</Say></Response>"
    assert check(hop("voice", answer(document.encode()))) == ()


def test_a_broken_document_has_no_findings_about_comments() -> None:
    document = f"<Response>{ignore('not-well-formed, unclosed-tag: a')}{ignore('x')}<Say>"
    assert rules(document) == ["unclosed-tag"]


HOSTILE = (
    ignore("bad-value: a") * 2000 + "<Say/>",
    f"{ignore('bad-value: a')}<Say loop='x'/>" * 1000,
    f"<!-- twiml-check: ignore {'bad-value,' * 8000}: a --><Say/>",
    f"<!-- twiml-check: {'x' * 60_000} --><Say/>",
    f"<!-- twiml-check: ignore bad-value: {'y ' * 30_000} --><Say loop='x'/>",
    "".join(f"<!-- twiml-check: ignore nope{n}: a --><Say/>" for n in range(1000)),
    f"{ignore('bad-value: a')}<Gather>" * 900 + "</Gather>" * 900,
    "<!-- twiml-check: ignore \u202e\u0085bad[red]: \u2028 --><Say>a</Say>",
)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_comments(content: str) -> None:
    found = linted(f"<Response>{content}</Response>")
    assert len(found) <= 300
    for each in found:
        assert (each.message + each.help).isprintable()
        assert len(each.message) < 150


def test_a_chain_and_its_options(tmp_path: Path) -> None:
    """In the response of a webhook, in a file, and with --select, --ignore and --fail-on."""
    page = f"<Response>{ignore('unknown-attribute: a beta')}{TONE}</Response>"
    more = f"<Response>{TONE}{ignore('unknown-attribute')}{TONE}</Response>"
    head = "<Response><Redirect>/next</Redirect></Response>"

    def reply(got: Received) -> bytes:
        return http_reply((page if got.path == "/next" else head).encode())

    with webhook(reply) as server:
        assert call(server.url("/"), "--event", "voice").status == 0
    (tmp_path / "a.xml").write_text(more)
    result = call("a.xml", cwd=tmp_path)
    assert result.status == 1
    assert result.out.count("error[unknown-attribute]") == 2
    assert "warning[bad-ignore]" in result.out
    options = ("--select", BAD, "--fail-on", "warning")
    alone = call("a.xml", *options, cwd=tmp_path)
    assert (alone.status, alone.out.count("[unknown-attribute]")) == (1, 0)


def test_a_probe(tmp_path: Path) -> None:
    """One URL that a comment is for at one place only is a finding at the other place."""
    with webhook(lambda _got: http_reply(b"", status="404 Not Found")) as server:
        play = f"<Play>{server.url('/a.mp3')}</Play>"
        comment = ignore("unreachable-target, private-url: uploaded later")
        quiet, loud = f"<Response>{comment}{play}</Response>", f"{comment}{play}{play}"
        (tmp_path / "a.xml").write_text(quiet)
        (tmp_path / "b.xml").write_text(f"<Response>{loud}</Response>")
        found = json_report("--probe", "a.xml", "b.xml", cwd=tmp_path, status=1)
    [first, second] = found["targets"]
    assert first["findings"] == []
    assert [each["rule"] for each in second["findings"]].count("unreachable-target") == 1


def test_an_inline_document() -> None:
    document = f"<Response>{ignore('inline-relative-url: a')}<Play>/a.mp3</Play></Response>"
    found = lint("a", document.encode(), mode=Mode(inline=True))[1]
    assert [each.rule for each in found] == []


def test_a_whole_call_and_its_documents() -> None:
    """The trees of an explored call are gone, but their comments are not."""

    def found(comment: str) -> list[str]:
        body = f"<Say>Speak</Say>{comment}<Record/>"
        voicemail = call_place(verbs=("Say", "Record"), body=body)
        edges = choice(1, "1", 2), outcome(2, "recorded", 2), outcome(2, "pause", 2)
        return [
            each.rule for each in check_call(explored([call_place(end="end"), voicemail], *edges))
        ]

    assert found("") == ["record-loop"]
    assert found(ignore("bad-value: a")) == ["record-loop"]
    assert found(ignore("record-loop")) == ["record-loop"]
    assert found(ignore("record-loop: dictation")) == []
