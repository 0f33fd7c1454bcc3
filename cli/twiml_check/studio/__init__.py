"""All of Studio: the definition of a flow, its rules, its templates, and the run of its redirects.

`check_flow` is the entry point; its parameters are in `check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twiml_check.studio.check import Begin, FlowTarget
    from twiml_check.studio.explorer import Outcome


def check_flow(target: FlowTarget, begin: Begin) -> Iterator[Outcome]:
    """Yield the outcome of a flow, and of each of its redirects; see `check.check_flow`."""
    from twiml_check.studio import check  # the rules alone need nothing that runs

    yield from check.check_flow(target, begin)
