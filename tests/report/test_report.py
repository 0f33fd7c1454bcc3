"""The reporters together: found by name, and loading only what they need."""

import ast
from pathlib import Path

import pytest

import twiml_check.report
from tests.commands.calling import printed
from twiml_check.model.run import Run, TargetResult
from twiml_check.report import REPORTERS, View, render

from .samples import RUNS, finding

HOME = Path(twiml_check.report.__file__).parent


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_renders(name: str) -> None:
    assert render(name, RUNS["passing"](), View()).endswith("\n")


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_renders_what_is_not_there(name: str) -> None:
    bare = TargetResult("x", "sms", "pass", (), ())
    odd = bare._replace(verdict="fail", findings=(finding("a", "b", hop=7),))
    for of in (Run((), 0.0), Run((bare,), 0.0), Run((bare, odd), float("nan"))):
        assert render(name, of, View()).endswith("\n")


def test_an_unknown_format_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        render("papyrus", RUNS["passing"](), View())


def loaded(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after running the code."""
    return printed(code + "; import sys; print(*{name.partition('.')[0] for name in sys.modules})")


@pytest.mark.parametrize("name", sorted({*REPORTERS} - {"text"}))
def test_only_the_text_report_needs_rich(name: str) -> None:
    modules = loaded(f"import {REPORTERS[name]}")
    assert modules.isdisjoint({"rich", "requests", "click", "defusedxml", "asyncio", "logging"})


def test_text_needs_no_network() -> None:
    modules = loaded("import twiml_check.report.text")
    assert "rich" in modules
    assert modules.isdisjoint({"requests", "urllib3", "ssl", "asyncio", "click"})


def test_only_the_text_report_imports_rich() -> None:
    importers = {
        path.relative_to(HOME).parts[0]
        for path in HOME.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rich")
    }
    assert importers == {"text"}
