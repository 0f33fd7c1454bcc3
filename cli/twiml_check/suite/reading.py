"""TOML -> Suite: every key is known, and every value has its shape, or there is a problem."""

from collections.abc import Mapping
from typing import Any

from twiml_check.rules.wording import cut, either, listed, near
from twiml_check.suite.shapes import SHAPES, Shape, WrongShapeError, kind, text
from twiml_check.suite.suite import Case, Setting, Suite, SuiteProblem
from twiml_check.suite.toml import Path, Toml

TOP: dict[str, Shape | None] = {"base_url": text, "defaults": None, "check": None}
OWN: dict[str, Shape] = {"name": text, "target": text, **SHAPES}
"""Keys of a [[check]], each with what reads its value."""
HOMES: tuple[tuple[Mapping[str, Any], str], ...] = (
    (SHAPES, "[defaults] or a [[check]]"),
    (OWN, "a [[check]]"),
    (TOP, "the suite itself, above all tables"),
)
MOST_PROBLEMS = 20
"""Looking for what was meant takes time; a longer list nobody reads."""
Settings = dict[str, Setting]


def read_suite(file: str, toml: Toml, home: Path = ()) -> tuple[Suite, list[SuiteProblem]]:
    """Return what the file says, and all that is wrong with it; `home` leads to the suite in it."""
    reader = _Reader(toml)
    table: Any = toml.values
    for part in home:
        table = table[part]
    if not isinstance(table, dict):
        reader.problem(home, f"{home[-1]} is a table, not {kind(table)}")
        return Suite(file, None, ()), reader.problems
    return reader.suite(file, table, home), sorted(reader.problems)


class _Reader:
    """Collects the problems, so that the user hears of all of them at once."""

    def __init__(self, toml: Toml) -> None:
        self.problems: list[SuiteProblem] = []
        self._toml = toml

    def problem(self, path: Path, what: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(SuiteProblem(self._toml.line(path), what))

    def suite(self, file: str, table: dict[str, Any], home: Path) -> Suite:
        top = {key: table[key] for key in ("base_url",) if key in table}
        settings = self._settings(home, top, TOP)
        self._ensure_known(home, table, TOP, "of a suite")
        defaults = self._defaults((*home, "defaults"), table.get("defaults", {}))
        cases = self._cases((*home, "check"), table.get("check", []), defaults)
        return Suite(file, settings.get("base_url"), tuple(cases))

    def _defaults(self, path: Path, table: Any) -> Settings:
        if not isinstance(table, dict):
            self.problem(path, f"defaults is a table, [defaults], not {kind(table)}")
            return {}
        self._ensure_known(path, table, SHAPES, "of [defaults]")
        return self._settings(path, table, SHAPES)

    def _cases(self, path: Path, tables: Any, defaults: Settings) -> list[Case]:
        if not isinstance(tables, list):
            self.problem(path, f"check is a list of tables, [[check]], not {kind(tables)}")
            return []
        if not tables and not self.problems:
            self.problem(path, "there is no [[check]] in it")
        cases = []
        named: dict[str, int] = {}
        for number, table in enumerate(tables):
            case = self._case((*path, number), table, defaults)
            if case is None:
                continue
            cases.append(case)
            is_own = table.get("name") == case.name  # an empty one stands for none
            first = named.setdefault(case.name, number) if is_own else number
            if first != number:
                line = self._toml.line((*path, first))
                what = f'"{cut(case.name)}" is the name of the check in line {line}'
                self.problem((*path, number, "name"), what)
        return cases

    def _case(self, path: Path, table: Any, defaults: Settings) -> Case | None:
        if not isinstance(table, dict):
            self.problem(path, f"a check is a table, [[check]], not {kind(table)}")
            return None
        self._ensure_known(path, table, OWN, "of a [[check]]")
        settings = self._settings(path, table, OWN)
        if "target" not in table:
            self.problem(path, "a check needs a target: a path, a URL, a file or a phone number")
        target, name = settings.pop("target", None), settings.pop("name", None)
        if target is None:
            return None
        whole = merge(defaults, settings)
        tags = whole.pop("tags", None)
        return Case(
            name=(name or target).text,
            target=target,
            line=self._toml.line(path),
            tags=tags.texts if tags else (),
            settings=tuple(whole.values()),
        )

    def _ensure_known(
        self, path: Path, table: Mapping[str, Any], known: Mapping[str, Any], of: str
    ) -> None:
        for key in table:
            if key not in known and len(self.problems) < MOST_PROBLEMS:
                what = f'"{cut(key)}" is no key {of}; {_meant(key, known)}'
                self.problem((*path, key), what)

    def _settings(
        self, path: Path, table: Mapping[str, Any], known: Mapping[str, Shape | None]
    ) -> Settings:
        found: Settings = {}
        for key, value in table.items():
            shape = known.get(key)
            if shape is None:
                continue
            try:
                found[key] = Setting(key, shape(value), self._toml.line((*path, key)))
            except WrongShapeError as wrong:
                self.problem((*path, key, *wrong.within), f"{key} {wrong}")
        return found


def _meant(key: str, known: Mapping[str, Any]) -> str:
    """Return where a key belongs that is right elsewhere, else the one that was meant."""
    if home := next((where for keys, where in HOMES if key in keys), ""):
        return f"it belongs into {home}"
    hits = near(key, known)
    return f"did you mean {either(hits)}?" if hits else f"there are {listed(known)}"


def merge(defaults: Settings, own: Settings) -> Settings:
    """Return both, the check's own first; tables and tags are added to those of the defaults."""
    whole = {**defaults, **own}
    for key in ("params", "ignore"):
        if key in defaults and key in own:
            both = {**dict(defaults[key].pairs), **dict(own[key].pairs)}
            whole[key] = own[key]._replace(value=tuple(both.items()))
    if "tags" in defaults and "tags" in own:
        both_tags = dict.fromkeys((*defaults["tags"].texts, *own["tags"].texts))
        whole["tags"] = own["tags"]._replace(value=tuple(both_tags))
    return whole
