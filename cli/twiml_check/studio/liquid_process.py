"""The process that renders one template: JSON in on standard input, JSON out.

Run by its path, so that nothing is imported but the library and this file. A template can ask for
more memory and time than there is (`replace` in a row, `%999999999d` in a date), so both are
limited here, where the operating system can, and time again by whoever waits for it.
"""

import json
import sys
from contextlib import suppress
from typing import Any

from liquid import Environment, Undefined
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
SECONDS = 2
LONGEST = 64 * 1024
"""Characters of what is rendered; Twilio's URLs are far shorter."""
MOST_UNSET = 50
LONGEST_NAME = 200
LONGEST_FAULT = 300
"""Characters."""


def limit_itself() -> None:
    """Bound what this process may use."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


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


def render(template: str, context: dict[str, Any]) -> dict[str, Any]:
    """Return the text, the variables that are not set, and what is wrong, if anything is."""
    engine = Engine(undefined=Unset, strict_filters=True)
    engine.add_filter("to_json", _to_json)
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
    limit_itself()
    job = json.load(sys.stdin)
    json.dump(render(job["template"], job["context"]), sys.stdout)
