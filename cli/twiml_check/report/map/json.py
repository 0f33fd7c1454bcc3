"""The map as JSON: the same object as in the JSON report."""

from twiml_check.model.call_map import CallMap
from twiml_check.model.run import TargetResult
from twiml_check.report.escape import to_json
from twiml_check.report.json import call_map as as_json


def draw(check: TargetResult, call_map: CallMap) -> str:  # noqa: ARG001 (every form gets both)
    """Return the map of a redacted target, as `report/schema.json` describes it."""
    return f"{to_json(as_json(call_map), indent=2)}\n"
