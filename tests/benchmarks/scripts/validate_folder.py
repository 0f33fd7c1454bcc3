"""The usual way: lxml and a RelaxNG schema over a folder. validate_folder.py SCHEMA FOLDER."""

import sys
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

validator = etree.RelaxNG(etree.parse(sys.argv[1]))
failed = 0
for path in sorted(Path(sys.argv[2]).rglob("*.twiml")):
    if not validator.validate(etree.fromstring(path.read_bytes())):
        failed += 1
        print(path, validator.error_log.last_error)
print(failed)
