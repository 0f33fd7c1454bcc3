"""Real flows, where they are beside this checkout: the valid ones pass, the faulty one does not."""

import json
from pathlib import Path

import pytest

from tests.commands.calling import call, json_report, webhook
from twiml_check.model.finding import Finding
from twiml_check.studio.explorer import read
from twiml_check.vocabulary.events import EVENTS

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "studio"
FLOWS = sorted(CORPUS.glob("*.json"))
FAULTY = "passport-with-unknown-type.json"
TRAPS = {
    "delay-twiml-redirect.json": [("unwired-return", 29, "states/1/name")],
    "own-redirect-chain-get-and-zero-timeout.json": [
        ("speaks-after-timeout", 75, "states/2/transitions/1/next")
    ],
    "own-voice-desk-and-back.json": [("speaks-after-timeout", 181, "states/6/transitions/1/next")],
    FAULTY: [
        ("missing-flow-field", 24, "states/1/transitions/0"),
        ("unknown-widget-type", 284, "states/11/type"),
    ],
}
"""What is said of each; of all others nothing."""

pytestmark = pytest.mark.skipif(not FLOWS, reason="the corpus is not beside this checkout")


def place(finding: Finding) -> tuple[str, int, str]:
    assert finding.location
    return finding.rule, finding.location.line, "/".join(finding.location.path)


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.name)
def test_a_flow_of_the_corpus(path: Path) -> None:
    outcome, flow = read(path.name, path.read_bytes(), EVENTS["sms"])
    assert [place(finding) for finding in outcome.findings] == TRAPS.get(path.name, [])
    failed = any(finding.level == "error" for finding in outcome.findings)
    assert failed == (path.name == FAULTY) == (flow is None)


@pytest.mark.parametrize("name", TRAPS)
def test_the_command_gives_the_verdict(name: str) -> None:
    assert call("studio", CORPUS / name, "--validate", "-q").status == (name == FAULTY)


HOSTS = ("desk.example.com", "router.example.com", "codes.example.com", "twiml.example.com")
ROUND = [path for path in FLOWS if path.name.startswith(("own-", "delay-"))]


@pytest.mark.parametrize("path", ROUND, ids=lambda path: path.name)
def test_its_redirects_come_back(path: Path, tmp_path: Path) -> None:
    """The pages stand on this machine instead, and lead back at once."""
    back = b"<Response><Redirect>/home?FlowEvent=return&amp;ok=yes</Redirect></Response>"
    with webhook(back) as server:
        text = path.read_text(encoding="utf-8")
        for host in (*HOSTS, "final.example.com"):
            text = text.replace(f"https://{host}", server.url(""))
        copy = tmp_path / path.name
        copy.write_text(text, encoding="utf-8")
        report = json_report("studio", copy, "--webhook-url", server.url("/home"), status=0)
        assert all("{" not in received.path for received in server.received)
    expected = sum(state["type"] == "add-twiml-redirect" for state in json.loads(text)["states"])
    runs = report["targets"][1:]
    assert len({target["detour"]["widget"] for target in runs}) == expected
    assert {target["detour"]["exit"] for target in runs} == {"return"}
    assert all(target["hops"][-1]["via"] == "studio-return" for target in runs)
