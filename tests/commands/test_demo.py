"""`demo`: the chest opens, and the dozen mistakes are each told for what they are."""

from urllib.parse import urlsplit

import pytest

from tests.commands.calling import call, json_report

BROKEN = {
    "/signature": ["http-error"],
    "/ampersand": ["bare-ampersand"],
    "/json": ["wrong-content-type"],
    "/ok": ["not-xml"],
    "/slash": ["lost-fields", "http-error"],
    "/slow": ["answer-timeout"],
    "/login": ["lost-fields", "html-page"],
    "/warning": ["program-output"],
    "/verb": ["wrong-product"],
    "/spelling": ["unknown-attribute", "unknown-attribute", "unreachable-verb"],
    "/permanent": ["invalid-http-redirect"],
    "/circle": ["redirect-loop"],
}


def test_the_chest_opens() -> None:
    report = json_report("demo", status=0)
    (target,) = report["targets"]
    hops = [(hop["via"], hop["status"], hop["verbs"]) for hop in target["hops"]]
    assert hops == [
        ("webhook", 200, ["Message", "Redirect"]),
        ("twiml-redirect", 307, []),
        ("http-redirect", 200, ["Message"]),
    ]
    assert {hop["method"] for hop in target["hops"]} == {"POST"}
    assert (target["event"], target["findings"]) == ("sms", [])


def test_the_chest_in_words() -> None:
    result = call("demo")
    assert (result.status, result.err) == (0, "")
    assert "307" in result.out
    last = result.out.splitlines()[-1]
    assert last.startswith("PASS  http://127.0.0.1:")
    assert last.endswith("/sms: Twilio would send 2 replies.")


def test_the_dozen_mistakes() -> None:
    report = json_report("demo", "--broken", status=1)
    found = {
        urlsplit(target["target"]).path: [finding["rule"] for finding in target["findings"]]
        for target in report["targets"]
    }
    assert found == BROKEN
    assert report["summary"]["failed"] == len(BROKEN) == 12
    for target in report["targets"]:
        errors = [each for each in target["findings"] if each["level"] == "error"]
        assert all(each["twilio_code"] and each["help"] for each in errors)


def test_the_dozen_mistakes_in_words() -> None:
    result = call("demo", "--broken")
    assert (result.status, result.err) == (1, "")
    for names in BROKEN.values():
        assert all(f"[{name}]: " in result.out for name in names)
    assert result.out.splitlines()[-1].startswith("FAIL  12 of 12 targets failed: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["-q", "demo"],
        ["demo", "-q"],
        ["-vq", "demo"],
        ["--color", "never", "-q", "demo"],
        ["--color=never", "demo", "--quiet"],
        ["--format", "text", "demo", "-q"],
    ],
)
def test_options_on_either_side(arguments: list[str]) -> None:
    result = call(*arguments)
    assert result.status == 0
    assert result.out.startswith("PASS  http://127.0.0.1:")


def test_more_and_more_words() -> None:
    lengths = [len(call("demo", *option).out) for option in (["-q"], [], ["-v"], ["-vv"])]
    assert lengths == sorted(set(lengths))
