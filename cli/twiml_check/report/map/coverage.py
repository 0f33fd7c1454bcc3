"""The coverage of an explored call, in one line."""

from twiml_check.model.call_map import CallMap, EdgeState
from twiml_check.model.exchange import Product
from twiml_check.report.map.no_way_on import no_way_on
from twiml_check.report.phrases import counted

LEFT: dict[EdgeState, str] = {
    "failed": "{} failed",
    "budget": "{} not tried: budget used up",
    "depth": "{} not tried: too deep",
    "host": "{} not tried: other host",
    "dead": "{} not tried: responds too late",
    "unstable": "{} different when repeated",
}


def coverage(call_map: CallMap, product: Product = "voice") -> str:
    """Return `26 of 29 choices succeeded, 9 documents, 70 requests, 22 calls; 3 failed`."""
    total = len(call_map.choices)
    parts = (
        f"{call_map.answered} of {counted(total, 'choice')} succeeded",
        counted(len(call_map.nodes), "document"),
        counted(call_map.requests, "request"),
        counted(call_map.calls, "call" if product == "voice" else "conversation"),
    )
    left = call_map.left
    rest = [words.format(left[state]) for state, words in LEFT.items() if state in left]
    sentences = (", ".join(parts), ", ".join(rest), no_way_on(call_map, product))
    return "; ".join(filter(None, sentences))
