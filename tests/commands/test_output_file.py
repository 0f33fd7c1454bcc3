"""-o FILE: whole or not at all, where the user meant it, and never over what is being checked."""

import os
import resource
import stat
import subprocess
from pathlib import Path

import pytest

from tests.commands.calling import (
    MISSPELT,
    REPLY,
    call,
    names,
    one_line,
    refusal,
    shell,
    valid,
    webhook,
)

OLD = "the report of yesterday\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a document and an older report."""
    (tmp_path / "good.xml").write_bytes(REPLY)
    (tmp_path / "report").write_text(OLD)
    return tmp_path


def test_the_report_goes_to_the_file_alone(folder: Path) -> None:
    result = call("--format", "json", "-o", "new", "good.xml", cwd=folder)
    assert (result.status, result.out, result.err) == (0, "", "")
    assert valid((folder / "new").read_text())["verdict"] == "pass"
    assert names(folder) == ["good.xml", "new", "report"]


def test_the_status_is_that_of_the_verdict(folder: Path) -> None:
    (folder / "bad.xml").write_bytes(MISSPELT)
    assert call("bad.xml", "-o", "new", cwd=folder).status == 1


def test_an_old_report_is_replaced_whole(folder: Path) -> None:
    (folder / "report").write_text(OLD * 1000)
    assert call("-o", "report", "good.xml", cwd=folder).status == 0
    assert (folder / "report").read_text() == "PASS  good.xml: no findings\n"
    assert names(folder) == ["good.xml", "report"]


def test_permissions_stay(folder: Path) -> None:
    (folder / "report").chmod(0o640)
    call("-o", "report", "good.xml", cwd=folder)
    call("-o", "new", "good.xml", cwd=folder, umask=0o027)
    assert stat.S_IMODE((folder / "report").stat().st_mode) == 0o640
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(folder: Path) -> None:
    os.chown(folder / "report", 12345, 12345)
    call("-o", "report", "good.xml", cwd=folder)
    assert (folder / "report").stat().st_uid == 12345


def test_links_stay_links(folder: Path) -> None:
    (folder / "link").symlink_to("report")
    (folder / "dangling").symlink_to("made")
    for name in ("link", "dangling"):
        assert call("-o", name, "good.xml", cwd=folder).status == 0
        assert (folder / name).is_symlink()
    for name in ("report", "made"):
        assert (folder / name).read_text().startswith("PASS")


def test_minus_is_standard_output(folder: Path) -> None:
    assert call("-o", "-", "good.xml", cwd=folder).out == "PASS  good.xml: no findings\n"
    assert names(folder) == ["good.xml", "report"]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no such device")
def test_devices_are_written_to(folder: Path) -> None:
    result = call("-o", "/dev/stdout", "good.xml", cwd=folder)
    assert (result.status, result.out) == (0, "PASS  good.xml: no findings\n")
    assert call("-o", "/dev/null", "good.xml", cwd=folder).status == 0


def test_a_dry_run_and_the_demo_write_there_too(folder: Path) -> None:
    assert call("--dry-run", "-o", "report", "http://example.com/", cwd=folder).out == ""
    assert (folder / "report").read_text().startswith("curl ")
    assert call("demo", "-o", "report", cwd=folder).out == ""
    assert "chest" in (folder / "report").read_text()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (".", "cannot write .: it is a folder"),
        ("no/report", "there is no folder "),
        ("good.xml/report", "there is no folder "),
        ("good.xml", "good.xml is being checked; write the report to another file"),
        ("./link", "./link is being checked; write the report to another file"),
        ("n" * 300, "File name too long"),
    ],
)
@pytest.mark.parametrize("target", ["good.xml", "."])
def test_refused(file: str, said: str, target: str, folder: Path) -> None:
    (folder / "link").symlink_to("good.xml")
    assert said in refusal("-o", file, target, cwd=folder)
    assert (folder / "good.xml").read_bytes() == REPLY
    assert names(folder) == ["good.xml", "link", "report"]


def test_the_file_behind_standard_input_is_refused(folder: Path) -> None:
    for file in ("good.xml", "./good.xml"):
        result = shell(f"$TOOL - -o {file} <good.xml", cwd=folder)
        assert (result.status, result.out) == (2, "")
        assert one_line(result.err) == f"{file} is being checked; write the report to another file"
    assert (folder / "good.xml").read_bytes() == REPLY
    assert shell("$TOOL - -o report <good.xml", cwd=folder).status == 0
    assert shell("$TOOL good.xml -o report <report", cwd=folder).status == 0
    assert shell("cat good.xml | $TOOL - -o report", cwd=folder).status == 0
    assert shell("$TOOL - -o /dev/null </dev/null", cwd=folder).status == 1


def test_the_certificates_are_refused(folder: Path) -> None:
    (folder / "ca.pem").write_text(OLD)
    (folder / "link.pem").symlink_to("ca.pem")
    for call_more in (["good.xml"], ["--dry-run", "https://example.com/"]):
        told = refusal("--ca-bundle", "ca.pem", "-o", "link.pem", *call_more, cwd=folder)
        assert told == "link.pem is the file of --ca-bundle; write the report to another file"
    assert (folder / "ca.pem").read_text() == OLD


@pytest.mark.parametrize("file", [".", "no/report", "good.xml"])
def test_refused_before_anything_is_asked(file: str, folder: Path) -> None:
    with webhook() as hook:
        refusal("-o", file, hook.url(), "good.xml", cwd=folder)
        assert hook.server.connections == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_what_may_not_be_written(folder: Path) -> None:
    (folder / "report").chmod(0o400)
    assert refusal("-o", "report", "good.xml", cwd=folder).endswith("permission denied")
    (folder / "report").chmod(0o600)
    folder.chmod(0o500)
    try:
        assert refusal("-o", "new", "good.xml", cwd=folder).endswith("permission denied")
        assert call("-o", "report", "good.xml", cwd=folder).status == 0
    finally:
        folder.chmod(0o700)
    assert (folder / "report").read_text().startswith("PASS")


def _tiny_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


def test_a_report_that_does_not_fit_leaves_the_old_one(folder: Path) -> None:
    result = call("-o", "report", "good.xml", cwd=folder, preexec_fn=_tiny_files)
    assert (result.status, result.out) == (3, "")
    assert one_line(result.err) == "cannot write report: File too large"
    assert (folder / "report").read_text() == OLD
    assert names(folder) == ["good.xml", "report"]


def test_a_call_that_fails_leaves_the_old_one(folder: Path) -> None:
    refusal("-o", "report", "missing.xml", cwd=folder)
    refusal("-o", "report", "--nope", "good.xml", cwd=folder)
    assert (folder / "report").read_text() == OLD


@pytest.mark.parametrize("words", ["init new", "good.xml --save new", "good.xml -o new"])
def test_no_half_file_is_left(words: str, folder: Path) -> None:
    result = call(*words.split(), cwd=folder, preexec_fn=_tiny_files)
    assert (result.status, one_line(result.err)) == (3, "cannot write new: File too large")
    assert names(folder) == ["good.xml", "report"]


MOUNTING = "unshare -m sh -c 'mount -t tmpfs -o size=16k none .'"
FULL = f"""unshare -m bash -c '
mount -t tmpfs -o size=16k none disk && cd disk && echo "{OLD.strip()}" >report
$TOOL ../good.xml --save old.json -q >/dev/null; cp old.json ../before.json
head -c 20000 /dev/zero >filler 2>/dev/null
{{words}}; echo "status $?"; cmp old.json ../before.json; cat report; ls -A'
"""


@pytest.mark.parametrize(
    "words",
    [
        "$TOOL ../good.xml -o report",
        "$TOOL ../good.xml --report json=report -q",
        "$TOOL ../good.xml --save old.json -q",
        "$TOOL ../good.xml -o new",
        "$TOOL init suite.toml",
        "$TOOL demo -o report",
        "$TOOL merge ../whole.json -o report",
    ],
)
@pytest.mark.skipif(
    subprocess.run(["bash", "-c", MOUNTING], capture_output=True, check=False).returncode != 0,
    reason="only root may mount a small disk",
)
def test_a_real_disk_that_is_full(words: str, folder: Path) -> None:
    (folder / "disk").mkdir()
    call("good.xml", "--format", "json", "-o", "whole.json", cwd=folder)
    result = shell(FULL.format(words=words), cwd=folder)
    assert result.out.removeprefix("PASS  ../good.xml: no findings\n").splitlines() == [
        "status 3", OLD.strip(), "filler", "old.json", "report",
    ]  # fmt: skip
    assert one_line(result.err).endswith(": No space left on device")
