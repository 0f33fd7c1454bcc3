"""What tests of the command line share."""

from pathlib import Path

import pytest

from tests.commands.calling import MISSPELT, REPLY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good and a bad document."""
    (tmp_path / "good.xml").write_bytes(REPLY)
    (tmp_path / "bad.xml").write_bytes(MISSPELT)
    return tmp_path
