"""The plan of the house, read from the imports: a room imports only rooms below it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cli" / "twiml_check"
FLOORS: tuple[tuple[str, ...], ...] = (
    ("web", "demo"),
    ("model",),
    ("vocabulary", "inprocess"),
    ("account", "fetch", "read", "request"),
    ("rules",),
    ("explore",),
    ("calls", "expect"),
    ("drills", "quest", "snapshot", "verdict"),
    ("autopilot", "report", "studio"),
    ("catalog",),
    ("suite",),
    ("runner",),
    ("api",),
    ("options",),
    ("commands",),
    ("__init__", "__main__", "pytest_plugin"),
)
"""From the ground up."""
ONLY_IMPORTERS = {
    "requests": ("fetch",),
    "urllib3": ("fetch",),
    "ssl": ("fetch",),
    "defusedxml": ("read",),
    "elementpath": ("read",),
    "rich": ("report",),
    "click": ("commands", "options"),
    "liquid": ("studio",),
}
"""The libraries that only some rooms import."""
ROOMS = sorted(
    {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in PACKAGE.rglob("*.py")}
)


def imports(room: str) -> set[str]:
    """Return the names of all modules that a room imports, wherever in a file it does so."""
    paths = [PACKAGE / f"{room}.py", *(PACKAGE / room).rglob("*.py")]
    return {name for path in paths if path.exists() for name in imports_of(path)}


def imports_of(path: Path) -> set[str]:
    """Return the names of the modules that one file imports."""
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


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room: str) -> None:
    floor = next(number for number, rooms in enumerate(FLOORS) if room in rooms)
    below = {other for rooms in FLOORS[: floor + 1] for other in rooms}
    used = {name.split(".")[1] for name in imports(room) if name.startswith("twiml_check.")}
    used -= {room, "__version__"}
    assert used <= below, f"{room} may not import {sorted(used - below)}"


@pytest.mark.parametrize("room", ROOMS)
def test_a_library_has_its_rooms(room: str) -> None:
    for name in imports(room):
        rooms = ONLY_IMPORTERS.get(name.split(".")[0])
        assert rooms is None or room in rooms, f"{name} belongs in {rooms}"


def test_every_room_has_a_floor() -> None:
    assert sorted(room for rooms in FLOORS for room in rooms) == ROOMS
