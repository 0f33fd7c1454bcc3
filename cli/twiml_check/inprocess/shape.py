"""What a callable is: a WSGI app, an ASGI app, or a factory that makes one of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Literal

Shape = Literal["wsgi", "asgi", "factory", "unknown"]
SCOPE = "scope"
"""How every ASGI app names its first parameter, whatever else it takes."""


def shape(thing: Callable[..., Any]) -> Shape:
    """By how it is called: `(environ, start_response)`, `async (scope, receive, send)`, or `()`.

    https://peps.python.org/pep-3333/ and https://asgi.readthedocs.io/en/latest/specs/main.html
    """
    if not inspect.isclass(thing) and _is_async(thing):
        return "asgi"
    try:
        parameters = list(inspect.signature(thing).parameters.values())
    except (TypeError, ValueError):  # written in C
        return "wsgi"
    return _by_parameters(parameters)


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
