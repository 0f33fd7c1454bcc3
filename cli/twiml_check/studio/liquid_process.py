"""The process that renders one template: JSON in on standard input, JSON out.

The process runs this file by its path, so it imports only the library and this file. A template can
need too much memory and time (many `replace`, `%999999999d` in a date). So the result of a range or
a filter is limited. The operating system limits memory and time too, if it can, and the caller has
a timeout.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from liquid import Environment, Undefined
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.context import RenderContext
from liquid.exceptions import (
    LiquidError,
    ResourceLimitError,
    TemplateNotFoundError,
    UnknownFilterError,
)
from liquid.template import BoundTemplate

ROUNDS = 15
"""Rounds of a loop: https://www.twilio.com/docs/studio/user-guide/studio-faq"""
MEMORY = 512 * 1024 * 1024
"""Bytes of the process, if it is unknown how many it has already."""
MORE_MEMORY = 24 * 1024 * 1024
"""Bytes in addition to those before rendering."""
SECONDS = 2
LONGEST = 64 * 1024
"""Characters of the rendered text; Twilio's URLs are far shorter."""
LARGEST = 1_000_000
"""Characters and items of one value; no context needs more."""
MOST_NUMBERS = 10_000
"""Numbers of a range."""
MOST_UNSET = 50
LONGEST_NAME = 200
LONGEST_FAULT = 300
"""Characters."""


def limit_time() -> None:
    """Limit the time that this process may use."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def limit_memory() -> None:
    """Limit the memory that this process may use from now on."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = MEMORY
        with suppress(OSError), open("/proc/self/statm", "rb") as pages:
            most = int(pages.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + MORE_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class Unset(Undefined):
    """A variable without a value; its use is recorded."""

    __slots__ = ()
    seen: list[str] = []  # noqa: RUF012 (one template a process)

    def __str__(self) -> str:
        """Return an empty text, as Studio does."""
        if self.name not in self.seen and len(self.seen) < MOST_UNSET:
            self.seen.append(self.name)
        return ""


class TooManyRounds(LiquidError):  # noqa: N818 (not an error of ours)
    """A loop that Studio cuts off; Twilio does not document the result."""


class Context(RenderContext):
    """The variables and filters of a template, with limits."""

    def get(self, path: list[object], **more: Any) -> object:
        """Return the variable; one without a value has its whole name."""
        found = super().get(path, **more)
        if isinstance(found, Unset):
            found.name = ".".join(map(str, path))[:LONGEST_NAME]
        return found

    def filter(self, name: str, token: Any) -> Callable[..., object]:
        """Return the filter, with a limit for its result."""
        return partial(_filtered, name, super().filter(name, token))

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Stop loops with more rounds than Studio runs, and nested loops with too many rounds."""
        if length > ROUNDS:
            reason = f"a loop has {length} rounds, but Studio stops after {ROUNDS}"
            raise TooManyRounds(reason, token=None)
        super().raise_for_loop_limit(length)


class Template(BoundTemplate):
    """A template with this context."""

    context_class = Context


class Engine(Environment):
    """Studio's Liquid. Without a loader, it opens no file."""

    loop_iteration_limit = 10_000
    output_stream_limit = LONGEST
    local_namespace_limit = 1_000_000
    template_class = Template


def _filtered(
    name: str, made_by: Callable[..., object], value: object, *args: object, **named: object
) -> object:
    """Return the result of a filter; raises ResourceLimitError if the result is too large."""
    if args and name in GROWING:
        _ensure_small(GROWING[name](value, *args))
    made = made_by(value, *args, **named)
    _ensure_small(_size(made))
    return made


def _ensure_small(size: int) -> None:
    if size > LARGEST:
        raise ResourceLimitError("a value is too large", token=None)


def _size(value: object) -> int:
    """Count the characters, items and bits of a value; stop above the limit."""
    found, todo = 0, [value]
    while todo and found <= LARGEST:
        each = todo.pop()
        if isinstance(each, dict):
            each = [*each.keys(), *each.values()]
        if isinstance(each, list | tuple):
            todo += each
        if isinstance(each, int):
            found += each.bit_length()
        found += len(each) + 1 if isinstance(each, str | list) else 1
    return found


def _size_replaced(value: object, old: object, new: object = "", *_: object) -> int:
    text = str(value)
    return len(text) + text.count(str(old)) * len(str(new))


def _size_joined(value: object, between: object = " ", *_: object) -> int:
    items = len(value) if isinstance(value, list | tuple | range) else 1
    return _size(value) + items * len(str(between))


GROWING: dict[str, Callable[..., int]] = {"replace": _size_replaced, "join": _size_joined}
"""Filters whose result may be as large as the product of their inputs."""
_whole_range = RangeLiteral.evaluate


def _short_range(self: RangeLiteral, context: RenderContext) -> range:
    """Return a range; raises ResourceLimitError if it is long: filters convert it to a list."""
    found = _whole_range(self, context)
    if found and found[-1] - found[0] >= MOST_NUMBERS:
        raise ResourceLimitError(f"a range has more than {MOST_NUMBERS:,} numbers", token=None)
    return found


def render(template: str, context: dict[str, Any]) -> dict[str, Any]:
    """Return the text and the variables without a value, or the fault or limit."""
    engine = Engine(undefined=Unset, strict_filters=True)
    engine.add_filter("to_json", _to_json)
    RangeLiteral.evaluate = _short_range  # type: ignore[method-assign]  # no engine has a limit
    try:
        return {"text": engine.from_string(template).render(**context), "unset": Unset.seen}
    except TemplateNotFoundError as reason:
        return {"fault": f"there is no other template to include: {_line(reason)}"}
    except (ResourceLimitError, TooManyRounds, UnknownFilterError) as reason:
        return {"limit": _line(reason)}
    except LiquidError as reason:
        return {"fault": _line(reason)}
    except (MemoryError, RecursionError, OverflowError) as reason:
        return {"limit": type(reason).__name__}
    except UnicodeError:
        return {"fault": "the rendered text is not valid Unicode"}
    except Exception as reason:  # noqa: BLE001  a filter with an unexpected input
        return {"fault": _line(reason)}


def _to_json(value: object) -> str:
    """Return a value as JSON: Twilio's own filter."""
    return json.dumps(None if isinstance(value, Undefined) else value)


def _line(reason: Exception) -> str:
    text = reason.args[0] if reason.args else type(reason).__name__
    return " ".join(str(text).split())[:LONGEST_FAULT]


if __name__ == "__main__":
    limit_time()
    job = json.load(sys.stdin)
    limit_memory()
    json.dump(render(job["template"], job["context"]), sys.stdout)
