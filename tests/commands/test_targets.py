"""What is checked: webhooks, files, folders and standard input, in the order given."""

import os
from pathlib import Path

import pytest

from tests.commands.calling import (
    MISSPELT,
    REPLY,
    SPEECH,
    call,
    json_report,
    rules,
    shell,
    valid,
    webhook,
)
from tests.servers import Received, http_reply, serving, web


def checked(*arguments: str | Path, status: int = 0, cwd: Path, stdin: bytes = b"") -> list[str]:
    """The names of the targets in the report."""
    report = json_report(*arguments, status=status, cwd=cwd, stdin=stdin)
    return [target["target"] for target in report["targets"]]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder of documents and other things, made in no order."""
    for name in ("z.xml", "sub/b.TWIML", "a.twiml", "sub/deep/c.XML", "m.xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(REPLY)
    for name in (".hidden/h.xml", "sub/.git/h.xml", "notes.txt", "page.xml.bak", "xml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(MISSPELT)
    (tmp_path / "folder.xml").mkdir()
    return tmp_path


def test_a_folder_is_searched_in_a_stable_order(tree: Path) -> None:
    names = ["a.twiml", "m.xml", "z.xml", "sub/b.TWIML", "sub/deep/c.XML"]
    assert checked(".", cwd=tree) == [f"./{name}" for name in names]
    assert checked("sub/", cwd=tree) == ["sub/b.TWIML", "sub/deep/c.XML"]


def test_a_hidden_folder_that_is_named_is_searched(tree: Path) -> None:
    assert checked(".hidden", status=1, cwd=tree) == [".hidden/h.xml"]


def test_links_in_a_circle(tree: Path) -> None:
    (tree / "sub" / "round").symlink_to(tree)
    (tree / "sub" / "gone.xml").symlink_to("nowhere")
    assert checked("sub", cwd=tree) == ["sub/b.TWIML", "sub/deep/c.XML"]


def test_a_file_needs_no_suffix(tree: Path) -> None:
    assert checked("notes.txt", "xml", status=1, cwd=tree) == ["notes.txt", "xml"]


def test_all_kinds_in_one_call(tree: Path) -> None:
    with webhook() as hook:
        found = checked("m.xml", hook.url(), "-", "sub", hook.url(), "m.xml", cwd=tree, stdin=REPLY)
        assert len(hook.received) == 2
    sub = ["sub/b.TWIML", "sub/deep/c.XML"]
    assert found == ["m.xml", hook.url(), "-", *sub, hook.url(), "m.xml"]


def test_one_bad_among_good(tree: Path) -> None:
    report = json_report("a.twiml", "-", "m.xml", status=1, cwd=tree, stdin=MISSPELT)
    assert [target["verdict"] for target in report["targets"]] == ["pass", "fail", "pass"]
    assert (report["verdict"], report["summary"]["failed"]) == ("fail", 1)


def test_options_stand_where_they_like(tree: Path) -> None:
    after = call("m.xml", "-q", "--event", "sms", cwd=tree)
    before = call("-q", "--event", "sms", "m.xml", cwd=tree)
    named = call("check", "m.xml", "--event=sms", "-q", cwd=tree)
    assert after.out == before.out == named.out == "PASS  m.xml: no findings\n"


def test_targets_know_nothing_of_each_other() -> None:
    def handler(received: Received) -> bytes:
        if received.header("Authorization") or received.header("Cookie"):
            return http_reply(REPLY, "Set-Cookie: a=1")
        offer = 'WWW-Authenticate: Basic realm="x"'
        return http_reply(b"", offer, status="401 Unauthorized")

    with serving(web(handler)) as server:
        open_to = server.url().replace("://", "://me:password@")
        report = json_report(open_to, server.url(), open_to, status=1)
    assert [target["verdict"] for target in report["targets"]] == ["pass", "fail", "pass"]


def test_words_after_two_dashes_are_targets(tree: Path) -> None:
    (tree / "--version").write_bytes(REPLY)
    (tree / "demo").write_bytes(REPLY)
    assert checked("--", "--version", "demo", cwd=tree) == ["--version", "demo"]


def test_a_file_with_the_name_of_a_command(tree: Path) -> None:
    (tree / "demo").write_bytes(REPLY)
    assert call("./demo", cwd=tree).out == "PASS  ./demo: no findings\n"
    assert call("-q", "demo", cwd=tree).out.startswith("PASS  http://127.0.0.1:")


def test_upper_case_schemes_are_webhooks(tmp_path: Path) -> None:
    with webhook() as hook:
        assert call(hook.url().replace("http", "HTTP"), cwd=tmp_path).status == 0
        assert len(hook.received) == 1


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="no /dev/fd")
def test_a_pipe_is_a_file() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, REPLY)
    os.close(theirs)
    result = call(f"/dev/fd/{ours}", pass_fds=[ours])
    os.close(ours)
    assert result.out == f"PASS  /dev/fd/{ours}: no findings\n"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
def test_a_stream_without_end() -> None:
    result = shell("$TOOL --format json - </dev/zero")
    assert rules(valid(result.out)) == ["body-too-large"]


@pytest.mark.parametrize(
    ("document", "event"),
    [
        (REPLY, "sms"),
        (SPEECH, "voice"),
        (b"<Response><Gather><Say>1</Say></Gather></Response>", "voice"),
        (b"<Response><Redirect>/next</Redirect><Message>Hello</Message></Response>", "sms"),
    ],
)
def test_the_verbs_tell_what_a_document_answers(document: bytes, event: str) -> None:
    report = json_report("-", status=0, stdin=document)
    assert report["targets"][0]["event"] == event
    assert "wrong-product" not in rules(report)


@pytest.mark.parametrize(
    ("event", "document"), [("voice", REPLY), ("sms", SPEECH), ("voice-fallback", REPLY)]
)
def test_an_event_has_the_last_word(event: str, document: bytes) -> None:
    report = json_report("--event", event, "-", status=1, stdin=document)
    assert report["targets"][0]["event"] == event
    assert rules(report) == ["wrong-product"]


def test_a_folder_of_both_products(tmp_path: Path) -> None:
    (tmp_path / "call.xml").write_bytes(SPEECH)
    (tmp_path / "text.xml").write_bytes(REPLY)
    report = json_report(tmp_path, status=0)
    assert [target["event"] for target in report["targets"]] == ["voice", "sms"]


def test_good_documents_are_only_counted(tree: Path) -> None:
    assert call(".", cwd=tree).out == "PASS  5 documents, no findings\n"
    (tree / "bad.xml").write_bytes(MISSPELT)
    lines = call(".", cwd=tree).out.splitlines()
    assert lines[0].startswith("error[unknown-attribute]")
    assert lines[-1] == "FAIL  1 of 6 documents failed: 1 error"


def test_xml_of_another_kind_is_passed_over_in_a_folder_and_refused_by_name(tmp_path: Path) -> None:
    foreign = tmp_path / "pom.xml"
    foreign.write_text("<project><name>shop</name></project>")
    (tmp_path / "menu.xml").write_text("<Response/>")
    (tmp_path / "typo.xml").write_text("<Responce/>")
    (tmp_path / "secret.xml").symlink_to(foreign)
    report = json_report(tmp_path, status=1)
    found = {Path(each["target"]).name: each for each in report["targets"]}
    assert {name: each["verdict"] for name, each in found.items()} == {
        "menu.xml": "pass",
        "pom.xml": "pass",
        "typo.xml": "fail",
    }
    assert [each["rule"] for each in found["pom.xml"]["findings"]] == ["foreign-xml"]
    assert call(foreign).status == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"actions": [{"say": "Hello"}]}', "for Autopilot? twiml-check autopilot checks it"),
        (
            '{"name": "shop", "version": "1.0.0"}',
            "name a TwiML file; for JSON, use twiml-check studio or twiml-check autopilot",
        ),
    ],
)
def test_json_is_told_where_it_belongs(content: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "package.json"
    file.write_text(content)
    result = call(file, env={"COLUMNS": "160"})
    assert result.status == 1
    assert f"   = help: {line}\n" in result.out
