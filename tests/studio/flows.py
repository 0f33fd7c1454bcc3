"""Flows for the tests, made of widgets."""

import json
from collections.abc import Mapping
from typing import Any

OWN = "FW00000000000000000000000000000001"
OTHER = "FW00000000000000000000000000000002"
ACCOUNT = "AC00000000000000000000000000000001"


def webhook(sid: str) -> str:
    """The address of a flow as Studio has it."""
    return f"https://webhooks.twilio.com/v1/Accounts/{ACCOUNT}/Flows/{sid}"


def widget(
    name: str, type_: str, exits: Mapping[str, str | None] | None = None, **properties: Any
) -> dict[str, Any]:
    """A widget; an exit without a name leads nowhere."""
    transitions = [
        {"event": event, "next": after} if after else {"event": event}
        for event, after in (exits or {}).items()
    ]
    return {"name": name, "type": type_, "transitions": transitions, "properties": properties}


def flow(*widgets: dict[str, Any], call: str = "", message: str = "") -> dict[str, Any]:
    """A flow that begins with the first widget for calls and messages, or with those named."""
    first = widgets[0]["name"] if widgets and not (call or message) else None
    trigger = widget(
        "Trigger", "trigger", {"incomingMessage": message or first, "incomingCall": call or first}
    )
    return {
        "description": "a test",
        "initial_state": "Trigger",
        "flags": {"allow_concurrent_calls": True},
        "states": [trigger, *widgets],
    }


def redirect(url: str, **properties: Any) -> dict[str, Any]:
    """The widget `away`, which leads to `back`, `late` and `failed`."""
    exits = {"return": "back", "timeout": "late", "fail": "failed"}
    return widget("away", "add-twiml-redirect", exits, url=url, **properties)


def message(name: str, body: str = "Hello") -> dict[str, Any]:
    """A widget that needs no call."""
    ends = {"sent": None, "failed": None}
    return widget(name, "send-message", ends, **{"from": "+15005550006", "body": body})


def there_and_back(url: str, body: str = "Hello", **properties: Any) -> dict[str, Any]:
    """A flow with one redirect, and a widget for each of its exits."""
    away = redirect(url, **properties)
    return flow(away, message("back", body), message("late"), message("failed"))


def written(value: Any) -> bytes:
    """A definition as Studio exports it."""
    return json.dumps(value, indent=2).encode()
