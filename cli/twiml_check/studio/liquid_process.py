"""The process that renders one template: JSON in on standard input, JSON out.

Run by its path, so that nothing is imported but the library and this file. A template can ask for
more memory and time than there is (`replace` in a row, `%999999999d` in a date). So what a range
or a filter makes is bounded; memory and time are limited besides, where the operating system can,
and time again by whoever waits for it.
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
"""Of a loop: https://www.twilio.com/docs/studio/user-guide/studio-faq"""
MEMORY = 512 * 1024 * 1024
"""Of the process, where it cannot be told how much it has already."""
MORE_MEMORY = 24 * 1024 * 1024
"""Besides what it has before it renders."""
SECONDS = 2
LONGEST = 64 * 1024
"""Characters of what is rendered; Twilio's URLs are far shorter."""
LARGEST = 1_000_000
"""Characters and items of one value; no context has more."""
MOST_NUMBERS = 10_000
"""Of a range."""
MOST_UNSET = 50
LONGEST_NAME = 200
LONGEST_FAULT = 300
"""Characters."""


def limit_time() -> None:
    """Bound the time that this process may use."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def limit_memory() -> None:
    """Bound the memory that this process may use from now on."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        most = MEMORY
        with suppress(OSError), open("/proc/self/statm", "rb") as pages:
            most = int(pages.read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + MORE_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class Unset(Undefined):
    """A variable that is not there, noted when it is written."""

    __slots__ = ()
    seen: list[str] = []  # noqa: RUF012 (one template a process)

    def __str__(self) -> str:
        """Write nothing, as Studio does."""
        if self.name not in self.seen and len(self.seen) < MOST_UNSET:
            self.seen.append(self.name)
        return ""


class TooManyRounds(LiquidError):  # noqa: N818 (no fault of ours)
    """A loop that Studio cuts off; what then remains of it is not documented."""


class Context(RenderContext):
    """What a template may do."""

    def get(self, path: list[object], **more: Any) -> object:
        """Return the variable; one that is not there by its whole name."""
        found = super().get(path, **more)
        if isinstance(found, Unset):
            found.name = ".".join(map(str, path))[:LONGEST_NAME]
        return found

    def filter(self, name: str, token: Any) -> Callable[..., object]:
        """Return the filter, which refuses to make too much."""
        return partial(_filtered, name, super().filter(name, token))

    def raise_for_loop_limit(self, length: int = 1) -> None:
        """Stop at loops of more rounds than Studio runs, and at loops in loops without end."""
        if length > ROUNDS:
            reason = f"a loop has {length} rounds, and Studio stops after {ROUNDS}"
            raise TooManyRounds(reason, token=None)
        super().raise_for_loop_limit(length)


class Template(BoundTemplate):
    """A template with that context."""

    context_class = Context


class Engine(Environment):
    """Liquid as Studio has it; no file is opened, as no loader is given."""

    loop_iteration_limit = 10_000
    output_stream_limit = LONGEST
    local_namespace_limit = 1_000_000
    template_class = Template


def _filtered(
    name: str, made_by: Callable[..., object], value: object, *args: object, **named: object
) -> object:
    """Return what a filter makes of a value; raises ResourceLimitError when that is too much."""
    if args and name in GROWING:
        _ensure_small(GROWING[name](value, *args))
    made = made_by(value, *args, **named)
    _ensure_small(_size(made))
    return made


def _ensure_small(size: int) -> None:
    if size > LARGEST:
        raise ResourceLimitError("a value becomes too large", token=None)


def _size(value: object) -> int:
    """Return how many characters, items and bits there are in a value, or more than the most."""
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
"""Filters whose result may be as large as the product of what they get."""
_whole_range = RangeLiteral.evaluate


def _short_range(self: RangeLiteral, context: RenderContext) -> range:
    """Return a range; raises ResourceLimitError for a long one: filters make a list of it."""
    found = _whole_range(self, context)
    if found and found[-1] - found[0] >= MOST_NUMBERS:
        raise ResourceLimitError(f"a range has over {MOST_NUMBERS:,} numbers", token=None)
    return found


def render(template: str, context: dict[str, Any]) -> dict[str, Any]:
    """Return the text, the variables that are not set, and what is wrong, if anything is."""
    engine = Engine(undefined=Unset, strict_filters=True)
    engine.add_filter("to_json", _to_json)
    RangeLiteral.evaluate = _short_range  # type: ignore[method-assign]  # no engine has a limit
    try:
        return {"text": engine.from_string(template).render(**context), "unset": Unset.seen}
    except TemplateNotFoundError as reason:
        return {"fault": f"there is no other template to take in: {_line(reason)}"}
    except (ResourceLimitError, TooManyRounds, UnknownFilterError) as reason:
        return {"limit": _line(reason)}
    except LiquidError as reason:
        return {"fault": _line(reason)}
    except (MemoryError, RecursionError, OverflowError) as reason:
        return {"limit": type(reason).__name__}
    except UnicodeError:
        return {"fault": "what it becomes is no Unicode"}
    except Exception as reason:  # noqa: BLE001  a filter that got what it was not made for
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
