"""A suite as it is written, and `${NAME}` in it: a value of the environment is filled in once, and
its text is not searched for variables. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from twiml_check.rules.wording import cut, either, listed, near, quoted
from twiml_check.web.secrets import NAMES

_SECRET_IN_URL = rf"//[^/?#\s]*@|[?&][^=&#]*{NAMES}[^=&#]*=[^&#]*"
_VARIABLE = r"\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{"

Pairs = tuple[tuple[str, str], ...]
Value = str | bool | int | float | tuple[str, ...] | Pairs


class Setting(NamedTuple):
    """One key of the file."""

    key: str
    value: Value
    """Texts as they are written; a time in milliseconds; a table as pairs."""
    line: int

    @property
    def text(self) -> str:
        """Return the value of a key that holds a text."""
        return cast("str", self.value)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the value of a key that holds a list."""
        return cast("tuple[str, ...]", self.value)

    @property
    def pairs(self) -> Pairs:
        """Return the value of a key that holds a table."""
        return cast("Pairs", self.value)


class Case(NamedTuple):
    """One [[check]] or [[call]], with the defaults of its file."""

    name: str
    """The target if the table has no name."""
    target: Setting
    line: int
    tags: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    """All other keys, each once."""
    steps: tuple[Setting, ...] = ()
    """The steps of a [[call]], as step and text; a check has no steps."""
    has_own_from: bool = False
    """Whether its own table has `from`, and not only [defaults]."""


class Suite(NamedTuple):
    """A file of checks and calls."""

    file: str
    """The path, relative to the working folder."""
    base_url: Setting | None
    cases: tuple[Case, ...]
    """In the order of the file; a file may have only settings."""
    defaults: tuple[Setting, ...] = ()
    exclude: Setting | None = None
    """Patterns of files that are skipped."""
    app: Setting | None = None
    """The app that gets the requests, as `module:app`."""


class SuiteProblem(NamedTuple):
    """A problem of the file."""

    line: int
    what: str


class NoneChosenError(ValueError):
    """No check has the name or the tag; the text lists the known ones."""


def choose(cases: Sequence[Case], names: Sequence[str], tags: Sequence[str]) -> list[Case]:
    """Return the checks that have one of these names and tags; all names or tags if none is given.

    Raises:
        NoneChosenError: there is no such name or tag, or no check is left.
    """
    _ensure("--only", "check", names, [case.name for case in cases])
    _ensure("--tag", "tag", tags, [tag for case in cases for tag in case.tags])
    found = [
        case
        for case in cases
        if (not names or case.name in names) and (not tags or set(tags) & set(case.tags))
    ]
    if not found:
        raise NoneChosenError("no check has both one of these names and one of these tags")
    return found


def _ensure(option: str, noun: str, asked: Sequence[str], known: Sequence[str]) -> None:
    there = list(dict.fromkeys(known))
    for name in asked:
        if name in there:
            continue
        hits = near(name, there)
        has = f"the suite has {listed(quoted(map(cut, there)))}" if there else "the suite has none"
        meant = f"did you mean {either(quoted(map(cut, hits)))}?" if hits else has
        raise NoneChosenError(f'{option}: there is no {noun} "{cut(name)}"; {meant}')


class UnfilledError(ValueError):
    """A text that cannot be filled in; the message has no value of the environment."""


def fill_in(setting: Setting, environ: Mapping[str, str]) -> Setting:
    """Return the setting with its variables filled in; names of parameters and rules stay.

    Raises:
        UnfilledError: a variable is not set, or is written wrong.
    """
    return setting._replace(value=_value(setting.value, lambda text: fill(text, environ)))


def fill(text: str, environ: Mapping[str, str]) -> str:
    """Fill in variables, and `${` for `$${`; the value of a variable is not searched again."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if found[0] == "$${":
            return "${"
        if name is None:
            raise UnfilledError('write a variable as ${NAME}, and "$${" for the characters "${"')
        if name not in environ:
            raise UnfilledError(f"the environment variable {name} is not set")
        return environ[name]

    return re.sub(_VARIABLE, value, text)


def secrets(settings: Iterable[Setting], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of variables that are secrets, by their name (`API_TOKEN`) or their use."""
    every = list(settings)
    texts = (text for setting in every for text in _texts(setting.value))
    names = {name for name in _variables(texts) if re.search(NAMES, name)}
    names |= _variables(text for setting in every for text in _secret_parts(setting))
    return tuple(environ[name] for name in sorted(names) if name in environ)


def _variables(texts: Iterable[str]) -> set[str]:
    return {found[1] for text in texts for found in re.finditer(_VARIABLE, text) if found[1]}


def _secret_parts(setting: Setting) -> Iterator[str]:
    """Yield the texts that are secrets by their place: a token, a login, a parameter `ApiKey`."""
    for text in _texts(setting.value):
        yield from (text,) if re.search(NAMES, setting.key) else re.findall(_SECRET_IN_URL, text)
    for each in setting.value if isinstance(setting.value, tuple) else ():
        if not isinstance(each, str) and re.search(NAMES, each[0]):
            yield each[1]


def is_filled(setting: Setting) -> bool:
    """Say whether a setting has variables, whose values must not be shown."""
    return any("${" in text for text in _texts(setting.value))


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value if isinstance(value, tuple) else ():
        yield each if isinstance(each, str) else each[1]


def _value(value: Value, change: Callable[[str], str]) -> Value:
    if isinstance(value, str):
        return change(value)
    if not isinstance(value, tuple):
        return value
    return tuple(  # type: ignore[return-value]  # of one kind as before
        change(each) if isinstance(each, str) else (each[0], change(each[1])) for each in value
    )
