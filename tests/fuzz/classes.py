"""The classes of input, by name."""

from tests.fuzz import answers, calls, commands, documents, json_files, suites, xpath
from tests.fuzz.case import Make

CLASSES: dict[str, Make] = {
    "answers": answers.make,
    "documents": documents.make,
    "suites": suites.make,
    "toml": suites.make_toml,
    "xpath": xpath.make,
    "actions": json_files.actions,
    "assistants": json_files.assistants,
    "memory": json_files.memory,
    "flows": json_files.flows,
    "reports": json_files.reports,
    "snapshots": json_files.snapshots,
    "liquid": json_files.liquid,
    "commands": commands.make,
    "calls": calls.make,
}
