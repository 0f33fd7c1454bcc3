"""What a suite says as it is written, and `${NAME}` in it: what the environment holds is put in
once, and never read. Nothing is opened."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from twiml_check.rules.wording import cut, either, listed, near, quoted
from twiml_check.web.secrets import NAMES

FILE = "twiml-check.toml"
PROJECT = "pyproject.toml"
TABLE = ("tool", "twiml-check")
"""Where in the project's file a suite stands."""

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
    """The target where it has none."""
    target: Setting
    line: int
    tags: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    """All other keys, each once."""
    steps: tuple[Setting, ...] = ()
    """Of a [[call]]: by the kind of each step its text; a check has none."""


class Suite(NamedTuple):
    """A file of checks and calls."""

    file: str
    """As the user finds it from the working folder."""
    base_url: Setting | None
    cases: tuple[Case, ...]
    """In the order of the file."""


class SuiteProblem(NamedTuple):
    """Something in the file that cannot be meant so."""

    line: int
    what: str


class NoneChosenError(ValueError):
    """No check is as it was asked for; its text says what there is."""


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
        has = f"there are {listed(quoted(map(cut, there)))}" if there else "there is none at all"
        meant = f"did you mean {either(quoted(map(cut, hits)))}?" if hits else has
        raise NoneChosenError(f'{option}: there is no {noun} "{cut(name)}"; {meant}')


class UnfilledError(ValueError):
    """A text that cannot be filled in; it says why, and holds nothing of the environment."""


def fill_in(setting: Setting, environ: Mapping[str, str]) -> Setting:
    """Return the setting with its variables filled in; names of parameters and rules stay.

    Raises:
        UnfilledError: a variable is not set, or is not written as one.
    """
    return setting._replace(value=_value(setting.value, lambda text: fill(text, environ)))


def fill(text: str, environ: Mapping[str, str]) -> str:
    """Fill in variables, and `${` for `$${`; what a variable holds is not looked through again."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if found[0] == "$${":
            return "${"
        if name is None:
            raise UnfilledError('a variable is written ${NAME}; write "$${" for "${" itself')
        if name not in environ:
            raise UnfilledError(f"the environment has no {name}")
        return environ[name]

    return re.sub(_VARIABLE, value, text)


def secrets(settings: Iterable[Setting], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return what variables hold that are called after a secret, `API_TOKEN`, or stand for one."""
    every = list(settings)
    texts = (text for setting in every for text in _texts(setting.value))
    names = {name for name in _variables(texts) if re.search(NAMES, name)}
    names |= _variables(text for setting in every for text in _secret_parts(setting))
    return tuple(environ[name] for name in sorted(names) if name in environ)


def _variables(texts: Iterable[str]) -> set[str]:
    return {found[1] for text in texts for found in re.finditer(_VARIABLE, text) if found[1]}


def _secret_parts(setting: Setting) -> Iterator[str]:
    """Yield what is a secret by its place: a token, a login in a URL, a parameter `ApiKey`."""
    for text in _texts(setting.value):
        yield from (text,) if re.search(NAMES, setting.key) else re.findall(_SECRET_IN_URL, text)
    for each in setting.value if isinstance(setting.value, tuple) else ():
        if not isinstance(each, str) and re.search(NAMES, each[0]):
            yield each[1]


def is_filled(setting: Setting) -> bool:
    """Say whether it holds anything of the environment, which must not be said back."""
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
