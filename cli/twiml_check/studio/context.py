"""What the templates of a flow can read when a call or message comes in.

https://www.twilio.com/docs/studio/user-guide/liquid-template-language
"""

from twiml_check.model.json_value import JsonValue
from twiml_check.request.session import Session

KEYS = {"voice": "call", "messaging": "message"}


def flow_context(sim: Session, flow_sid: str, given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the variables of Studio, with what the user told in their place and beside them."""
    params: dict[str, JsonValue] = dict(sim.params)
    known: dict[str, JsonValue] = {
        "trigger": {KEYS[sim.event.product]: params},
        "flow": {
            "sid": f"FN{flow_sid[2:]}",
            "flow_sid": flow_sid,
            "channel": {"address": params.get("To", "")},
            "variables": {},
            "data": {},
        },
        "contact": {"channel": {"address": params.get("From", "")}},
        "widgets": {},
    }
    return merged(known, given)


def merged(known: dict[str, JsonValue], given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return both, object by object; what is given wins."""
    result = dict(known)
    for name, value in given.items():
        old = result.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            result[name] = merged(old, value)
        else:
            result[name] = value
    return result
