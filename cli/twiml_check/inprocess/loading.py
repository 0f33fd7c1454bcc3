"""`module:app` -> the app; the import of a user's module may do anything."""

import ast
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Literal, NamedTuple

from twiml_check.inprocess.cause import describe, name_of_type
from twiml_check.inprocess.guard import is_ctrl_c

USUAL = ("app", "application", "create_app", "make_app")
"""Names of an app that are tried if the user gives none."""
NEITHER = "is not a WSGI app, an ASGI app or a factory of one"

Shape = Literal["wsgi", "asgi", "factory", "unknown"]
SCOPE = "scope"
"""The name of the first parameter of every ASGI app."""


class AppError(ValueError):
    """There is no usable app; the text says why, in one line."""


class LateError(AppError):
    """The app did not start before the timeout."""

    def __init__(self, limit: float, place: str) -> None:
        """Keep the limit in seconds, and the line of the app, if it is known."""
        where = f"; the start-up is still at {place}" if place else ""
        super().__init__(f"the app did not start within {limit:g} s{where}")


class LoadedApp(NamedTuple):
    """An app that can be served."""

    kind: Literal["wsgi", "asgi"]
    call: Callable[..., Any]


def load(words: str) -> LoadedApp:
    """Return the app of `module:name`, `module:factory`, `module:factory("testing")` or `module`.

    The working folder is importable.

    Raises:
        AppError: there is no such app, or the module fails.
    """
    name, _, expression = words.partition(":")
    module = _module(name.strip())
    with as_app_error(name):
        thing = _resolve(module, name, expression.strip()) if expression else _usual(module, name)
    return as_app(thing, words)


def as_app(thing: Any, name: str = "the app") -> LoadedApp:
    """Return an object as an app, or the app that a factory returns.

    Raises:
        AppError: the object is not an app.
    """
    if not callable(thing):
        raise AppError(f"{name} cannot be called: {_kind(thing)} {NEITHER}")
    with as_app_error(name):
        found = shape_of(thing)
        if found == "factory":
            thing = thing()
            found = shape_of(thing) if callable(thing) else "unknown"
    if found not in ("wsgi", "asgi"):
        raise AppError(f"{name}: {_kind(thing)} {NEITHER}")
    return LoadedApp(found, thing)


@contextmanager
def as_app_error(name: str, what: str = "fails") -> Iterator[None]:
    """Turn every exception of the app into an AppError, except the user's Ctrl-C."""
    try:
        yield
    except AppError:
        raise
    except BaseException as error:
        if is_ctrl_c(error):
            raise
        raise AppError(f"{name} {what}: {describe(error)}") from error


def shape_of(thing: Callable[..., Any]) -> Shape:
    """Return the kind of app: `(environ, start_response)`, `async (scope, receive, send)`, `()`.

    https://peps.python.org/pep-3333/ and https://asgi.readthedocs.io/en/latest/specs/main.html
    """
    if not inspect.isclass(thing) and _is_async(thing):
        return "asgi"
    try:
        parameters = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):  # written in C
        return "wsgi"
    return _by_parameters(parameters)


def _module(name: str) -> Any:
    if os.path.sep in name or name.endswith(".py"):
        dotted = os.path.normpath(name).removesuffix(".py").replace(os.path.sep, ".").lstrip(".")
        raise AppError(f"{name} is a file; write the name of the module: {dotted}")
    try:
        here = os.getcwd()
    except OSError as gone:
        raise AppError(f"there is no working folder: {gone.strerror}") from gone
    if here not in sys.path:
        sys.path.insert(0, here)
    # With this, Flask's run() does nothing: scripts often end with it, and it never returns.
    os.environ.setdefault("FLASK_RUN_FROM_CLI", "true")
    with as_app_error(name, "cannot be imported"):
        try:
            return import_module(name)
        except ModuleNotFoundError as missing:
            lacks = missing.name
            if lacks and (name == lacks or name.startswith(f"{lacks}.")):
                raise AppError(f"there is no module {name} here or on Python's path") from None
            raise


def _resolve(module: Any, name: str, expression: str) -> Any:
    """Return the value of an attribute, or of a call with literals."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise AppError(f'"{expression}" is not a name in a module') from None
    if not isinstance(tree, ast.Call):
        return _attribute(module, name, tree)
    try:
        given = [ast.literal_eval(each) for each in tree.args]
        named = {each.arg or "": ast.literal_eval(each.value) for each in tree.keywords}
    except ValueError:
        raise AppError(
            f"{expression}: only literals are allowed as arguments, such as texts and numbers"
        ) from None
    factory = _attribute(module, name, tree.func)
    with as_app_error(expression):
        return factory(*given, **named)


def _attribute(module: Any, name: str, tree: ast.expr) -> Any:
    if isinstance(tree, ast.Attribute):
        module, word = _attribute(module, name, tree.value), tree.attr
    elif isinstance(tree, ast.Name):
        word = tree.id
    else:
        raise AppError(f"expected a name or a call after {name}:")
    try:
        return getattr(module, word)
    except AttributeError:
        raise AppError(f"{name} has no {word}") from None


def _usual(module: Any, name: str) -> Any:
    for word in USUAL:
        if hasattr(module, word):
            return getattr(module, word)
    raise AppError(f"{name} has no {' or '.join(USUAL)}; write {name}:NAME")


def _kind(thing: Any) -> str:
    return f"an object of type {name_of_type(thing)}"


def _is_async(thing: Callable[..., Any]) -> bool:
    called = thing if inspect.isroutine(thing) else getattr(type(thing), "__call__", thing)  # noqa: B004
    return inspect.iscoroutinefunction(thing) or inspect.iscoroutinefunction(called)


def _by_parameters(parameters: list[inspect.Parameter]) -> Shape:
    kinds = [each.kind for each in parameters]
    required = [
        each
        for each in parameters
        if each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    ]
    if len(required) == 3 or (parameters and parameters[0].name == SCOPE):
        return "asgi"
    if len(required) == 2 or (not required and inspect.Parameter.VAR_POSITIONAL in kinds):
        return "wsgi"
    return "unknown" if required else "factory"
