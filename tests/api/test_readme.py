"""The example of the README of the API runs."""

import re
from pathlib import Path
from typing import Any

import twiml_check

README = Path(twiml_check.__file__).parent / "api" / "README.md"


def test_the_example_runs() -> None:
    found = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert len(found) == 1
    names: dict[str, Any] = {}
    exec(found[0], names)
    assert names["result"].passed
