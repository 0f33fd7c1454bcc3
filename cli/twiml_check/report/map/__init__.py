"""The map of an explored call as a picture or a page: one file for each form, with `draw`."""

from importlib import import_module
from pathlib import PurePath
from typing import Protocol, cast

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import Run, TargetResult

FORMS = {"html": "html", "svg": "svg", "mmd": "mermaid", "dot": "dot", "json": "json"}
"""The ending of a file -> the module that draws it, imported only when it is needed."""
STANDARD_OUTPUT = "-"


class _Draw(Protocol):
    def __call__(self, check: TargetResult, call_map: CallMap) -> str: ...


def form_of(file: str) -> str | None:
    """Return the form of a file's ending, Mermaid for `-`; None for any other ending."""
    if file == STANDARD_OUTPUT:
        return "mmd"
    ending = PurePath(file).suffix.lower().removeprefix(".")
    return ending if ending in FORMS else None


def draw(form: str, run: Run) -> str:
    """Return the map of the first explored target, without a secret, ending in a newline.

    Empty if no call was explored. Raises KeyError for a form that is not in FORMS.
    """
    from twiml_check.report.redact import redact  # the names of the forms do not need it

    module = import_module(f"{__name__}.{FORMS[form]}")
    for check in redact(run).checks:
        if check.call_map:
            return cast("_Draw", module.draw)(check, check.call_map)
    return ""
