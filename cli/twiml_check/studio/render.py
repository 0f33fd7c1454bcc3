"""Render a flow's templates, in a separate process with a timeout.

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
"""For start and rendering together; the process has a lower limit."""
LONGEST_TEMPLATE = 64 * 1024
"""Characters."""
ZONE = "America/Los_Angeles"
"""The time zone of Studio's time filters: https://support.twilio.com/hc/en-us/articles/4413699936411"""
KEPT = ("PATH", "HOME", "LANG", "SYSTEMROOT", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "TMPDIR")
"""Environment variables that the process gets; it must not get secrets."""
KEYS = {"voice": "call", "messaging": "message"}
"""Names of the call or message under `trigger`."""


def flow_context(sim: Session, flow_sid: str, given: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the variables of Studio; the user's values replace them or add to them."""
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
    """Return both, object by object; the given value wins."""
    result = dict(known)
    for name, value in given.items():
        old = result.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            result[name] = merge(old, value)
        else:
            result[name] = value
    return result


def is_template(text: str) -> bool:
    """Say whether the text contains a template."""
    return "{{" in text or "{%" in text


def can_render() -> bool:
    """Say whether the library is installed (the extra `studio`)."""
    return find_spec("liquid") is not None


def render(template: str, context: JsonValue) -> Rendered:
    """Return a template as Studio would render it; any string and any context is allowed."""
    if not is_template(template):
        return Rendered(template)
    if len(template) > LONGEST_TEMPLATE:
        return Rendered(limit=f"the template has more than {LONGEST_TEMPLATE:,} characters")
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
        return Rendered(limit="rendering takes too long")
    except OSError as reason:
        why = own_limit(reason) or f"the process for rendering cannot start: {reason.strerror}"
        return Rendered(limit=why)
    if done.returncode:
        return Rendered(limit="rendering takes too much time or memory")
    return _read(done.stdout)


def surroundings() -> dict[str, str]:
    """Return the environment of the process that renders."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {"TZ": ZONE}


def _read(out: bytes) -> Rendered:
    result = json.loads(out)
    return Rendered(**{**result, "unset": tuple(result.get("unset", ()))})
