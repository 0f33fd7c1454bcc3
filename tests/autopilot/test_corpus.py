"""The templates and schemas that Twilio published, where the corpus is at hand."""

from pathlib import Path

import pytest

from tests.autopilot.talking import run_file

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "autopilot"
FILES = sorted(CORPUS.glob("*.json"))
HANDOFF = "actions/1/handoff/"
FAULTY: dict[str, list[tuple[str, str, int]]] = {
    "actions-handoff_voice_task_router.json": [("bad-handoff", HANDOFF + "uri", 9)],
    "actions-handoff_voice_twiml_url.json": [("bad-handoff", HANDOFF + "uri", 9)],
    "actions-handoff_voice_twiml_url_status_callback.json": [
        ("bad-handoff", HANDOFF + "uri", 9),
        ("bad-actions-url", HANDOFF + "voice_status_callback_url", 11),
    ],
    "actions-redirect_to_task.json": [("unresolved-task", "actions/0/redirect", 4)],
    "model-disneylandvacation.json": [
        ("empty-redirect", "tasks/2/actions/actions/0/collect/on_complete/redirect/uri", 224),
        ("bad-handoff", "tasks/3/actions/actions/1/handoff/uri", 282),
    ],
    "model-insurance.json": [
        ("missing-task", "defaults/defaults/collect/validate_on_failure", 10),
        *(
            ("empty-redirect", f"tasks/{number}/actions/actions/0/redirect", line)
            for number, line in ((0, 50), (1, 135), (2, 192), (4, 260), (5, 333), (6, 398))
        ),
    ],
}
"""What their authors left for the user to fill in, and one name that is not there."""


@pytest.mark.skipif(not FILES, reason="the corpus is not at hand")
def test_the_corpus_is_whole() -> None:
    assert len(FILES) == 25
    assert set(FAULTY) <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_gives_what_is_wrong_with_it_and_no_more(file: Path) -> None:
    outcome = run_file(file.read_bytes())
    found = [
        (each.rule, "/".join(each.location.path), each.location.line)
        for each in outcome.findings
        if each.location
    ]
    assert len(found) == len(outcome.findings)
    assert found == FAULTY.get(file.name, [])
    assert len(outcome.hops) == 1  # nothing was asked for
