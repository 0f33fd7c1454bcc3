"""TOML -> Suite; an unknown key, or a value of a wrong shape, is a problem."""

from collections.abc import Iterator, Mapping
from typing import Any

from twiml_check.rules.wording import cut, either, listed, near
from twiml_check.suite.shapes import (
    ASKING,
    EXPLORING,
    SHAPES,
    Shape,
    WrongShapeError,
    caller,
    kind,
    text,
    texts,
)
from twiml_check.suite.steps import STEPS, read_step
from twiml_check.suite.suite import Case, Setting, Suite, SuiteProblem
from twiml_check.suite.toml import Path, Toml

ABOVE: dict[str, Shape | None] = {"base_url": text, "app": text, "exclude": texts}
TOP: dict[str, Shape | None] = {**ABOVE, "defaults": None, "check": None, "call": None}
NAMED: dict[str, Shape | None] = {"name": text, "target": text}
OWN: dict[str, dict[str, Shape | None]] = {
    "check": {**NAMED, **SHAPES},
    "call": {**NAMED, "caller": caller, "steps": None, **ASKING},
}
"""Keys of a [[check]] and of a [[call]], each with the function that reads its value."""
TARGETS = {
    "check": "a path, a URL, a file or a phone number",
    "call": "a path, a URL or a phone number",
}
IN_STEPS = 'the steps of a [[call]]: steps = [{ press = "1" }]'
HOMES: tuple[tuple[Mapping[str, Any], str], ...] = (
    (SHAPES, "[defaults] or a [[check]]"),
    (OWN["check"], "a [[check]]"),
    (OWN["call"], "a [[call]]"),
    (STEPS, IN_STEPS),
    (TOP, "the suite itself, above all tables"),
)
MOST_PROBLEMS = 20
"""The search for similar names takes time, and nobody reads a longer list."""
Settings = dict[str, Setting]


def read_suite(file: str, toml: Toml, home: Path = ()) -> tuple[Suite, list[SuiteProblem]]:
    """Return the suite and its problems; `home` is the path of the suite in the file."""
    reader = _Reader(toml)
    table: Any = toml.values
    for part in home:
        table = table[part]
    if not isinstance(table, dict):
        reader.problem(home, f"{home[-1]} must be a table, not {kind(table)}")
        return Suite(file, None, ()), reader.problems
    return reader.suite(file, table, home), sorted(reader.problems)


class _Reader:
    """Collects the problems, so that the user sees all of them at the same time."""

    def __init__(self, toml: Toml) -> None:
        self.problems: list[SuiteProblem] = []
        self._toml = toml
        self._names: list[tuple[int, str, Setting]] = []
        """The line, the kind and the name of each table with a name."""

    def problem(self, path: Path, what: str) -> None:
        self._note(self._toml.line(path), what)

    def _note(self, line: int, what: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(SuiteProblem(line, what))

    def suite(self, file: str, table: dict[str, Any], home: Path) -> Suite:
        settings = self._settings(home, table, ABOVE)
        self._ensure_known(home, table, TOP, "of a suite")
        defaults = self._defaults((*home, "defaults"), table.get("defaults", {}))
        written = [
            one for name in OWN for one in self._tables((*home, name), name, table.get(name, []))
        ]
        cases = [case for path, own in written if (case := self._case(path, own, defaults))]
        cases.sort(key=lambda case: case.line)
        self._ensure_different()
        base_url, exclude = settings.get("base_url"), settings.get("exclude")
        return Suite(
            file, base_url, tuple(cases), tuple(defaults.values()), exclude, settings.get("app")
        )

    def _defaults(self, path: Path, table: Any) -> Settings:
        if not isinstance(table, dict):
            self.problem(path, f"defaults must be a table, [defaults], not {kind(table)}")
            return {}
        self._ensure_known(path, table, SHAPES, "of [defaults]")
        return self._settings(path, table, SHAPES)

    def _tables(self, path: Path, name: str, tables: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield the tables of one kind, each with its path."""
        if not isinstance(tables, list):
            self.problem(path, f"{name} must be a list of tables, [[{name}]], not {kind(tables)}")
            return
        for number, table in enumerate(tables):
            if isinstance(table, dict):
                yield (*path, number), table
            else:
                what = f"a {name} must be a table, [[{name}]], not {kind(table)}"
                self.problem((*path, number), what)

    def _case(self, path: Path, table: dict[str, Any], defaults: Settings) -> Case | None:
        name = str(path[-2])
        keys = OWN[name]
        self._ensure_known(path, table, keys, f"of a [[{name}]]")
        settings = self._settings(path, table, keys)
        if "target" not in table:
            self.problem(path, f"a {name} needs a target: {TARGETS[name]}")
        steps = self._steps(path, table) if name == "call" else ()
        target, title = settings.pop("target", None), settings.pop("name", None)
        if title:
            self._names.append((self._toml.line(path), name, title))
        if target is None:
            return None
        shared = {key: value for key, value in defaults.items() if key in keys}
        whole = merge(shared, settings)
        self._ensure_explores(settings, whole)
        tags = whole.pop("tags", None)
        return Case(
            name=(title or target).text,
            target=target,
            line=self._toml.line(path),
            tags=tags.texts if tags else (),
            settings=tuple(whole.values()),
            steps=steps,
            has_own_from="from" in settings,
        )

    def _steps(self, path: Path, table: dict[str, Any]) -> tuple[Setting, ...]:
        """Return the steps of a call, each with its line."""
        written = table.get("steps")
        here = (*path, "steps") if "steps" in table else path
        if not isinstance(written, list) or not written:
            what = "" if written is None or isinstance(written, list) else f", not {kind(written)}"
            self.problem(here, f'a call needs steps, such as [{{ press = "1" }}]{what}')
            return ()
        found = []
        for number, step in enumerate(written):
            if len(self.problems) >= MOST_PROBLEMS:
                break
            place = (*here, number)
            try:
                key, value = read_step(step)
            except WrongShapeError as wrong:
                self.problem(place, str(wrong))
            else:
                found.append(Setting(key, value, self._toml.line(place)))
        return tuple(found)

    def _ensure_explores(self, own: Settings, whole: Settings) -> None:
        explores = whole.get("explore")
        if not (explores and explores.value):
            for key in EXPLORING:
                if key in own:
                    what = f"{key} works only with explore = true"
                    self._note(own[key].line, what)

    def _ensure_different(self) -> None:
        """Refuse a name that an earlier check or call has."""
        first: dict[str, tuple[str, int]] = {}
        for line, what, name in sorted(self._names, key=lambda each: each[0]):
            noun, before = first.setdefault(name.text, (what, line))
            if before != line:
                taken = f'the {noun} in line {before} already has the name "{cut(name.text)}"'
                self._note(name.line, taken)

    def _ensure_known(
        self, path: Path, table: Mapping[str, Any], known: Mapping[str, Any], of: str
    ) -> None:
        for key in table:
            if key not in known and len(self.problems) < MOST_PROBLEMS:
                what = f'"{cut(key)}" is not a key {of}; {_meant(key, known)}'
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
    """Return the table where a key belongs, else similar keys."""
    if known is OWN["call"] and key in STEPS:
        return f"it belongs in {IN_STEPS}"
    if home := next((where for keys, where in HOMES if key in keys), ""):
        return f"it belongs in {home}"
    hits = near(key, known)
    return f"did you mean {either(hits)}?" if hits else f"the keys are {listed(known)}"


def merge(defaults: Settings, own: Settings) -> Settings:
    """Return all settings; those of the check override the defaults, and tables and tags add up."""
    whole = {**defaults, **own}
    for key in ("params", "ignore"):
        if key in defaults and key in own:
            both = {**dict(defaults[key].pairs), **dict(own[key].pairs)}
            whole[key] = own[key]._replace(value=tuple(both.items()))
    if "tags" in defaults and "tags" in own:
        both_tags = dict.fromkeys((*defaults["tags"].texts, *own["tags"].texts))
        whole["tags"] = own["tags"]._replace(value=tuple(both_tags))
    return whole
