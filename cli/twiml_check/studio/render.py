"""What a flow's templates read, and what they become: in a process of its own, within its time.

https://www.twilio.com/docs/studio/user-guide/liquid-template-language
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from twiml_check.model.json_value import JsonValue
from twiml_check.request.session import Session
from twiml_check.studio.flow import Rendered
from twiml_check.vocabulary.own_limits import own_limit

LIQUID_PROCESS = Path(__file__).with_name("liquid_process.py")
SECONDS = 10
"""For starting and rendering together; the process has fewer of its own."""
LONGEST_TEMPLATE = 64 * 1024
"""Characters."""
ZONE = "America/Los_Angeles"
"""Of Studio's time filters: https://support.twilio.com/hc/en-us/articles/4413699936411"""
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "TMPDIR")
"""Of the environment: no secret is the template's business."""
KEYS = {"voice": "call", "messaging": "message"}
"""Names of what came in, under `trigger`."""


def flow_context(sim: Session, flow_sid: str, given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the variables of Studio, with what the user gives in their place and beside them."""
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
    return merge(known, given)


def merge(known: dict[str, JsonValue], given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return both, object by object; what is given wins."""
    result = dict(known)
    for name, value in given.items():
        old = result.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            result[name] = merge(old, value)
        else:
            result[name] = value
    return result


def is_template(text: str) -> bool:
    """Say whether there is anything to render in it."""
    return "{{" in text or "{%" in text


def can_render() -> bool:
    """Say whether the library is there (the extra `studio`)."""
    return find_spec("liquid") is not None


def render(template: str, context: JsonValue) -> Rendered:
    """Return what Studio would make of a template; any string and any context will do."""
    if not is_template(template):
        return Rendered(template)
    if len(template) > LONGEST_TEMPLATE:
        return Rendered(limit=f"it is longer than {LONGEST_TEMPLATE:,} characters")
    job = json.dumps({"template": template, "context": context}).encode("ascii")
    try:
        done = subprocess.run(  # noqa: S603  our own file, by our own interpreter
            [sys.executable, "-P", "-W", "ignore", str(LIQUID_PROCESS)],
            input=job,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=surroundings(),
        )
    except subprocess.TimeoutExpired:
        return Rendered(limit="it takes too long")
    except OSError as reason:
        why = own_limit(reason) or f"no process can be started for it: {reason.strerror}"
        return Rendered(limit=why)
    if done.returncode:
        return Rendered(limit="it takes too much time or memory")
    return _read(done.stdout)


def surroundings() -> dict[str, str]:
    """Return the environment of the process that renders."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"TZ": ZONE}


def _read(out: bytes) -> Rendered:
    result = json.loads(out)
    return Rendered(**{**result, "unset": tuple(result.get("unset", ()))})
