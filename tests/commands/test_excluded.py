"""Which files of a folder are checked: exclude, packages of other people, and what git ignores."""

import os
import subprocess
from pathlib import Path

import pytest

import twiml_check
from tests.commands.calling import MISSPELT, REPLY
from twiml_check.commands import main
from twiml_check.model.ending import WrongCall
from twiml_check.runner.folders import documents, exclude_from, is_excluded
from twiml_check.runner.targets import targets


def tree(folder: Path, *names: str | bytes) -> Path:
    for name in names:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(REPLY)
    return folder


def git(folder: Path, *words: str) -> Path:
    folder.mkdir(exist_ok=True)
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)
    return folder


def repository(folder: Path, ignore: str) -> Path:
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text(ignore)
    return folder


def checked(folder: str, *exclude: str) -> list[str]:
    """Return the documents of a folder, relative to the folder."""
    found = documents(folder, [exclude_from("", exclude)] if exclude else [])
    return [os.path.relpath(path, folder) for path in found]


@pytest.mark.parametrize(
    ("pattern", "matched", "unmatched"),
    [
        ("legacy/**", ["legacy/a.xml", "legacy/b/c.xml"], ["a/legacy/b.xml", "legacy.xml"]),
        ("legacy", ["legacy/a.xml", "a/legacy/b/c.xml"], ["legacy.xml", "a/legacy2/b.xml"]),
        ("legacy/", ["legacy/a.xml", "a/legacy/b/c.xml"], ["legacy.xml"]),
        ("/legacy", ["legacy/a.xml"], ["a/legacy/b.xml"]),
        ("./legacy", ["legacy/a.xml"], ["a/legacy/b.xml"]),
        ("*.generated.xml", ["a.generated.xml", "b/c/d.generated.xml"], ["generated.xml"]),
        ("web/*.xml", ["web/a.xml"], ["web/b/a.xml", "a/web/a.xml", "web/a.twiml"]),
        ("web/*/old.xml", ["web/a/old.xml"], ["web/old.xml", "web/a/b/old.xml"]),
        ("web/**/old.xml", ["web/old.xml", "web/a/b/old.xml"], ["old.xml", "web/a/old.twiml"]),
        ("**/old/**/x.xml", ["old/x.xml", "a/old/b/c/x.xml"], ["x.xml", "old/b/y.xml"]),
        ("**/old/**/**/x.xml", ["old/x.xml", "a/old/b/c/x.xml"], ["x.xml"]),
        ("a?.xml", ["ab.xml", "b/ac.xml"], ["a.xml", "abc.xml"]),
        ("[ab].xml", ["a.xml", "c/b.xml"], ["c.xml", "[ab].xml"]),
        ("web//a.xml", ["web/a.xml"], ["a.xml"]),
        ("**", ["a.xml", "b/c.xml"], []),
        ("../other/*", ["../other/a.xml"], ["other/a.xml", "a.xml"]),
        ("**/a/" * 40 + "b.xml", [], ["/".join("a" * 300)]),
        ("**/" * 20_000 + "b.xml", ["b.xml", "a/b.xml"], ["a.xml"]),
        ("a/" + "**/" * 20_000, ["a/b.xml"], ["b/b.xml"]),
        ("*a" * 40 + "b", [], ["a" * 200]),
        ("a.XML", ["a.XML"], ["a.xml"]),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, matched: list[str], unmatched: list[str]) -> None:
    exclude = [exclude_from(str(tmp_path), [pattern])]
    for path, expected in [
        *((each, True) for each in matched),
        *((each, False) for each in unmatched),
    ]:
        real = os.path.normpath(tmp_path / path)
        assert any(each.covers(real) for each in exclude) is expected, path


def test_the_file_and_the_option_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "web/a.xml", "web/b.xml", "web/c.generated.xml", "web/legacy/d.xml")
    (tmp_path / "web" / "b.xml").write_bytes(MISSPELT)
    (tmp_path / "twiml-check.toml").write_text('exclude = ["web/legacy/**", "*.generated.xml"]\n')
    monkeypatch.chdir(tmp_path / "web")
    found = [hop.url for hop in twiml_check.lint(Path(".")).hops]
    assert found == ["./a.xml", "./b.xml"]
    assert main.call(["-q", "."]) == 1
    assert main.call(["-q", ".", "--exclude", "b.*"]) == 0
    assert main.call(["-q", "..", "--exclude", "b.*"]) == 0
    assert main.call(["-q", ".", "--exclude", "web/b.xml"]) == 1  # relative to the working folder
    assert main.call(["-q", ".", "--exclude", ""]) == 2
    # a file that the user names is checked, unless it counts as found
    assert main.call(["-q", "b.xml", "--exclude", "b.*"]) == 1
    assert main.call(["-q", "--skip-foreign", "b.xml", "--exclude", "b.*"]) == 0
    (tmp_path / "suite.toml").write_text(
        'exclude = ["b.xml", "legacy"]\n[[check]]\ntarget = "web"\n'
    )
    assert main.call(["run", "-q", "../suite.toml"]) == 0


def test_a_named_file_that_counts_as_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "legacy/a.twiml", "b.xml")
    monkeypatch.chdir(tmp_path)
    exclude = [exclude_from("", ["legacy"])]
    words = ("legacy/a.twiml", "b.xml", "-", "http://127.0.0.1/legacy")
    assert [each.name for each in targets(words, exclude=exclude)] == list(words)
    kept = targets(words, exclude=exclude, skip_foreign=True)
    assert [each.name for each in kept] == list(words[1:])
    os.symlink("legacy", "link")
    assert is_excluded("link/a.twiml", exclude)
    assert not is_excluded("b.xml", exclude)


def test_packages_of_other_people(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "a.xml",
        "node_modules/b.xml",
        "web/vendor/c/d.xml",
        "vendors/e.xml",
        "f/vendor.xml",
    )
    assert checked(str(tmp_path)) == ["a.xml", "f/vendor.xml", "vendors/e.xml"]
    assert checked(str(tmp_path / "node_modules")) == ["b.xml"]
    assert checked(str(tmp_path / "web" / "vendor")) == ["c/d.xml"]


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [
        ("build/\n", ["a.xml", "web/b.gen.xml", "web/b.xml"]),
        ("*.gen.xml\n", ["a.xml", "build/c.xml", "web/b.xml"]),
        ("*.xml\n!/a.xml\n", ["a.xml"]),
        ("/b.xml\n/web/*.gen.*\n", ["a.xml", "build/c.xml", "web/b.xml"]),
        ("# nothing\n", ["a.xml", "build/c.xml", "web/b.gen.xml", "web/b.xml"]),
    ],
)
def test_what_git_ignores(tmp_path: Path, ignore: str, expected: list[str]) -> None:
    tree(repository(tmp_path, ignore), "a.xml", "build/c.xml", "web/b.xml", "web/b.gen.xml")
    assert checked(str(tmp_path)) == expected


def test_files_and_folders_that_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(repository(tmp_path, "build/\n*.gen.xml\n"), "build/x/a.xml", "b.gen.xml", "c.xml")
    monkeypatch.chdir(tmp_path)
    assert checked("build") == ["x/a.xml"]
    assert checked("build/x") == ["a.xml"]
    assert [each.name for each in targets(("b.gen.xml",))] == ["b.gen.xml"]
    git(tmp_path, "add", "-f", "b.gen.xml")  # git does not ignore a file that it has
    assert checked(".") == ["b.gen.xml", "c.xml"]


def test_ignore_files_in_other_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(repository(tmp_path, ""), "web/a.xml", "web/b.xml", "web/in/c.xml")
    (tmp_path / "web" / ".gitignore").write_text("a.xml\n")
    (tmp_path / ".git" / "info" / "exclude").write_text("c.xml\n")
    monkeypatch.setenv("GIT_DIR", "/nowhere")  # as in a hook of git
    assert checked(str(tmp_path / "web")) == ["b.xml"]
    os.symlink(tmp_path / "web", tmp_path / "link")
    assert checked(str(tmp_path / "link")) == ["b.xml"]


def test_names_that_git_could_misread(tmp_path: Path) -> None:
    odd = (
        b":(exclude)a.xml",
        b"b\n.xml",
        b"c\xff.xml",
        b'"d".xml',
        b"-e.xml",
        b" f.xml",
        b"!g.xml",
    )
    tree(repository(tmp_path, "ignored*\n*.gen.xml\n"), *odd, b"ignored\n\xff.xml", b":!h.gen.xml")
    assert set(checked(str(tmp_path))) == {os.fsdecode(name) for name in odd}


def test_a_repository_in_the_folder(tmp_path: Path) -> None:
    outer = repository(tmp_path / "outer", "*.gen.xml\nclones/\n")
    inner = tree(repository(tmp_path / "inner", ""), "s.gen.xml", "s.xml")
    own = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    git(inner, "add", ".")
    git(inner, *own, "commit", "-qm", "all")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    (outer / "clones").mkdir()
    tree(repository(outer / "clones" / "one", ""), "k.xml")
    tree(outer, "a.gen.xml", "b.xml")
    assert checked(str(outer)) == ["b.xml", "sub/s.gen.xml", "sub/s.xml"]


def test_when_git_cannot_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(repository(tmp_path, "*.gen.xml\n"), "a.gen.xml", "b.xml")
    assert checked(str(tmp_path)) == ["b.xml"]
    broken = tree(tmp_path / "broken", "c.gen.xml")
    (broken / ".git").write_text("gitdir: nowhere\n")
    assert checked(str(broken)) == ["c.gen.xml"]
    monkeypatch.setenv("PATH", str(tmp_path))  # no git there
    assert checked(str(tmp_path)) == ["a.gen.xml", "b.xml", "broken/c.gen.xml"]


def test_no_program_of_the_repository_is_started(tmp_path: Path) -> None:
    tree(repository(tmp_path, "*.gen.xml\n"), "a.gen.xml", "b.xml")
    (tmp_path / "hook").write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    (tmp_path / "hook").chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(tmp_path / "hook"))
    assert checked(str(tmp_path)) == ["b.xml"]
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize("name", ["sshCommand", "uploadpack"])
def test_an_absent_gitignore_is_not_fetched(tmp_path: Path, name: str) -> None:
    tree(repository(tmp_path, "*.gen.xml\n"), "a.gen.xml", "b.xml")
    git(tmp_path, "add", ".gitignore")
    git(tmp_path, "update-index", "--skip-worktree", ".gitignore")
    (tmp_path / ".gitignore").unlink()
    for blob in (tmp_path / ".git" / "objects").glob("??/*"):
        blob.unlink()
    command = f"touch {tmp_path}/started; false"
    for key, value in {
        "core.sshCommand": command,
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": command,
        "remote.origin.url": "ssh://a/b" if name == "sshCommand" else str(tmp_path),
    }.items():
        git(tmp_path, "config", key, value)
    assert checked(str(tmp_path)) == ["a.gen.xml", "b.xml"]
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize(
    ("names", "exclude", "said"),
    [
        (["web/x.txt"], [], ""),
        (["web/.hidden/a.xml"], [], ""),
        (["web/a.gen.xml"], [], "; skipped: files that git ignores"),
        (["web/a.xml"], ["a.*"], "; skipped: excluded files"),
        (["web/vendor/a.xml", "web/b/vendor/a.xml"], [], "; skipped: vendor"),
        (
            ["web/vendor/a.xml", "web/b.xml", "web/c.gen.xml"],
            ["b.xml"],
            "; skipped: excluded files, vendor, files that git ignores",
        ),
    ],
)
def test_only_files_that_are_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], exclude: list[str], said: str
) -> None:
    tree(repository(tmp_path, "*.gen.xml\n"), *names)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongCall) as wrong:
        checked("web", *exclude)
    assert str(wrong.value) == f"there is no *.twiml or *.xml file in web{said}"
