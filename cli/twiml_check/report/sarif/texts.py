"""Text in SARIF: a message knows links and placeholders, and hostile text may look like both."""

from __future__ import annotations

import re

from twiml_check.report.safe import machine


def message(text: str) -> dict[str, str]:
    """A message object that says just this (§3.11.5 placeholders, §3.11.6 embedded links)."""
    plain = re.sub(r"\{(\d+)\}", r"{{\1}}", machine(text))
    if re.search(r"\]\s*\(", plain):
        plain = re.sub(r"([\[\]\\])", r"\\\1", plain)
    return {"text": plain}
