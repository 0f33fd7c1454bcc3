"""action.yml: fits its schema, and its steps do what they say, run as a runner would run them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.ci.workshop import LIMIT, ROOT, complaints, copied, needs_packages, snippet
from tests.commands.calling import environment, webhook

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
INSTALL, CHECK = STEPS[1], STEPS[2]
GOOD = "<Response><Say>Hello</Say></Response>"
BAD = '<Response><Say voise="alice">Hello</Say></Response>'


class Ran(NamedTuple):
    """How a step ended."""

    status: int
    out: str
    outputs: str
    summary: str


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's folders, with the tool where the first step puts it."""
    tools = tmp_path / "temp" / "twiml-check" / "bin"
    tools.mkdir(parents=True)
    tool = tools / "twiml-check"
    tool.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m twiml_check "$@"\n')
    tool.chmod(0o755)
    (tmp_path / "work").mkdir()
    return tmp_path


def step(
    given: dict[str, Any], runner: Path, paths: dict[str, str] | None = None, **inputs: str
) -> Ran:
    """Run a step with the inputs; those that are not given have their defaults."""
    every = {name: row["default"] for name, row in ACTION["inputs"].items()}
    every |= {name.replace("_", "-"): value for name, value in inputs.items()}
    own = {
        name: every[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, value in given["env"].items()
        if value.startswith("${{ inputs.")
    }
    folder = every["working-directory"]
    outputs, summary = runner / "outputs", runner / "summary"
    files = {
        "RUNNER_TEMP": str(runner / "temp"),
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    done = subprocess.run(
        [sys.executable, "-c", given["run"]],
        cwd=runner / "work" / folder,
        env=environment(**own, **files, **(paths or {}), GITHUB_ACTIONS="true"),
        capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    said = [file.read_text() if file.exists() else "" for file in (outputs, summary)]
    return Ran(done.returncode, done.stdout + done.stderr, *said)


def test_it_fits_the_schema() -> None:
    assert complaints("vendor.github-actions", ROOT / "action.yml") == ""


def test_no_input_becomes_code() -> None:
    for each in STEPS:
        assert "${{" not in each.get("run", "")
        assert each.get("shell", "python") == "python"
    used = json.dumps(STEPS)
    assert all(f"inputs.{name} " in used for name in ACTION["inputs"])


def test_documents(runner: Path) -> None:
    (runner / "work" / "a b.twiml").write_text(GOOD)
    (runner / "work" / "bad.twiml").write_text(BAD)
    good = step(CHECK, runner, targets="\n  a b.twiml\n")
    assert (good.status, good.outputs) == (0, "exit-status=0\n")
    bad = step(CHECK, runner, targets="a b.twiml\nbad.twiml")
    assert bad.status == 1
    assert bad.outputs.endswith("exit-status=1\n")
    assert "::error file=bad.twiml,line=1" in bad.out
    assert "bad.twiml" in bad.summary


def test_options(runner: Path) -> None:
    folder = runner / "work" / "sub dir"
    folder.mkdir()
    (folder / "bad.twiml").write_text(BAD)
    ran = step(
        CHECK, runner, targets="bad.twiml", working_directory="sub dir", fail_on="never",
        format="json", sarif="out put.sarif", junit="junit.xml", args="--select=wrong-root\n-q",
    )  # fmt: skip
    assert ran.status == 0
    assert json.loads(ran.out)["targets"][0]["findings"] == []
    assert json.loads((folder / "out put.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "junit.xml").read_text().startswith("<?xml")


def test_a_suite_is_found_or_named(runner: Path) -> None:
    (runner / "work" / "bad.twiml").write_text(BAD)
    (runner / "work" / "own.toml").write_text('[[check]]\nname = "a"\ntarget = "bad.twiml"\n')
    assert step(CHECK, runner).status == 2
    assert step(CHECK, runner, suite="own.toml").status == 1
    (runner / "work" / "own.toml").rename(runner / "work" / "twiml-check.toml")
    assert step(CHECK, runner).status == 1
    assert step(CHECK, runner, targets="bad.twiml", suite="twiml-check.toml").status == 1
    settings = '[defaults]\nfail_on = "never"\n'
    with (runner / "work" / "twiml-check.toml").open("a") as file:
        file.write(settings)
    assert step(CHECK, runner).status == 0


def test_a_token_signs(runner: Path) -> None:
    with webhook() as hook:
        ran = step(CHECK, runner, targets=hook.url(), auth_token="0123456789abcdef")
        assert ran.status == 0
        step(CHECK, runner, targets=hook.url())
    signed = [request.header("X-Twilio-Signature") is not None for request in hook.received]
    assert signed == [True, False]
    assert "0123456789abcdef" not in ran.out + ran.summary


@pytest.mark.parametrize(
    "hostile", ["$(touch evil)", "`touch evil`", "; touch evil", "' || touch evil '", "--debug"]
)
def test_hostile_inputs_are_words(runner: Path, hostile: str) -> None:
    names = ("format", "fail_on", "sarif", "junit", "auth_token", "args")
    for what in ("targets", "suite"):
        step(CHECK, runner, None, **dict.fromkeys((what, *names), hostile))
    assert step(CHECK, runner, targets=hostile).status == 2
    assert not (runner / "work" / "evil").exists()


def test_it_installs_itself(tmp_path: Path) -> None:
    needs_packages()
    (tmp_path / "work").mkdir()
    source = copied(tmp_path / "source")
    paths = {"PYTHON": sys.executable, "SOURCE": str(source)}
    ran = step(INSTALL, tmp_path, paths)
    assert ran.status == 0, ran.out
    tool = tmp_path / "temp" / "twiml-check" / "bin" / "twiml-check"
    assert subprocess.run([tool, "--version"], check=True, capture_output=True).stdout


def test_the_snippets_fit_their_schemas(tmp_path: Path) -> None:
    for name, schema in (("github", "github-workflows"), ("gitlab", "gitlab-ci")):
        file = tmp_path / f"{name}.yml"
        file.write_text(snippet(name))
        assert complaints(f"vendor.{schema}", file) == ""
    jobs = yaml.safe_load(snippet("github"))["jobs"]
    given = next(each for each in jobs["twiml"]["steps"] if "twiml-check@" in each["uses"])
    assert set(given["with"]) <= set(ACTION["inputs"])
