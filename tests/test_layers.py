"""The plan of the house, read from the imports: no stage knows another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cli" / "twiml_check"
BASE = {
    "source",
    "places",
    "flowchart",
    "assistant",
    "actions",
    "logins",
    "urls",
    "overrides",
    "model",
    "vocabulary",
    "execution",
    "sending",
    "",
}
ALLOWED: dict[str, set[str]] = {
    "source": set(),
    "sending": {"model"},
    "places": {"source"},
    "logins": set(),
    "urls": {"logins"},
    "overrides": {"urls"},
    "vocabulary": {"model"},
    "model": {"source", "places", "assistant"},
    "execution": {"model", "vocabulary"},
    "flowchart": {"model", "places", "source", "vocabulary"},
    "assistant": {"places"},
    "actions": {"assistant", "places", "vocabulary"},
    "chain": {"model", "urls"},
    "simulate": BASE,
    "fetch": BASE,
    "inprocess": BASE,
    "read": BASE,
    "rules": BASE,
    "checking": BASE | {"rules"},
    "check_flow": BASE | {"rules", "checking"},
    "check_actions": BASE | {"rules", "checking"},
    "follow": BASE,
    "rendering": BASE,
    "linting": BASE | {"read", "checking"},
    "probing": BASE | {"simulate", "checking", "follow"},
    "walk": BASE | {"simulate", "read", "checking", "follow", "chain", "probing"},
    "studio": BASE | {"simulate", "read", "check_flow", "rendering", "follow", "walk", "verdict"},
    "dialogue": BASE | {"simulate", "read", "check_actions", "follow", "chain", "walk"},
    "account": BASE,
    "expectations": BASE | {"read"},
    "journey": {"model", "urls"},
    "snapshot": BASE | {"read"},
    "suite": BASE | {"read", "rules"},
    "quest": BASE | {"expectations", "simulate", "follow"},
    "verdict": BASE,
    "report": BASE,
    "demo": set(),
    "commands": BASE
    | {
        "simulate",
        "account",
        "fetch",
        "inprocess",
        "read",
        "rules",
        "linting",
        "probing",
        "walk",
        "studio",
        "dialogue",
        "rendering",
        "expectations",
        "journey",
        "suite",
        "snapshot",
        "quest",
        "verdict",
        "report",
        "demo",
    },
    "results": {"commands", "expectations", "model", "verdict"},
    "api": {"commands", "results", "fetch", "inprocess", "model", "rules", "suite", "verdict"},
    "pytest_plugin": {"api", "commands", "results", "suite"},
    "__init__": {"api", "results"},
    "__main__": {"commands"},
}
ONLY_IMPORTERS = {
    "requests": "fetch",
    "urllib3": "fetch",
    "ssl": "fetch",
    "defusedxml": "read",
    "rich": "report/text",
    "click": "commands",
    "liquid": "rendering",
}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found.add(node.module or "")
            if node.module == "twiml_check":
                found |= {f"twiml_check.{alias.name}" for alias in node.names}
    return found


def stage(path: Path) -> str:
    """The first part of the path below the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_stage_imports_no_other_stage(path: Path) -> None:
    own = stage(path)
    used = {name.split(".")[1] for name in imports(path) if name.startswith("twiml_check.")}
    used -= {own, "__version__"}
    assert used <= ALLOWED[own], f"{own} may not import {sorted(used - ALLOWED[own])}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_has_one_importer(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name in imports(path):
        home = ONLY_IMPORTERS.get(name.split(".")[0])
        assert home is None or place.startswith(home), f"{name} belongs in {home}"


def test_every_stage_is_drawn() -> None:
    assert {stage(path) for path in FILES} == set(ALLOWED)
