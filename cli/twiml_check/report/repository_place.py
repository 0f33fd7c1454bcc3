"""The place of a finding in the repository: in a checked file, or in the suite."""

import os
import re
from typing import NamedTuple

from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, TargetResult

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Environment variables of GitHub and GitLab for the repository; else the working folder."""

_ORIGIN = r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*"


class Place(NamedTuple):
    """A place in a file of the repository."""

    path: str
    """From the root of the repository, with slashes; as given if the file is not in it."""
    line: int = 1
    column: int | None = None
    length: int = 1


def place(finding: Finding, check: TargetResult) -> Place | None:
    """Return the place in a file; None for a webhook that no suite names."""
    hop = hop_of(finding, check)
    file = file_of(hop) if hop else ""
    if file in ("", "-"):
        return suite_place(check)
    at = finding.location
    return Place(relative(file), at.line, at.column, at.length) if at else Place(relative(file))


def suite_place(check: TargetResult) -> Place | None:
    """Return the place of the check in the suite."""
    return Place(relative(check.written[0]), check.written[1]) if check.written else None


def hop_of(finding: Finding, check: TargetResult) -> Hop | None:
    """Return the hop that a finding belongs to."""
    number = finding.hop
    if 0 < number <= len(check.hops) and check.hops[number - 1].number == number:
        return check.hops[number - 1]
    return next((hop for hop in check.hops if hop.number == number), None)


def file_of(hop: Hop) -> str:
    """Return the file of its document, for a task the file of its assistant; may be empty."""
    if hop.request is not None:
        return ""
    return (hop.turn.file if hop.turn else "") or (hop.name if hop.via == "file" else "")


def identity(finding: Finding, check: TargetResult) -> str:
    """Return the identity of a finding, the same in later runs; in a suite also on other hosts."""
    hop = hop_of(finding, check)
    name = hop.name if hop else check.target
    return f"{check.name}\0{re.sub(_ORIGIN, '', name)}" if check.name else name


def relative(path: str) -> str:
    """Return a file's path from the root of the repository."""
    try:
        for root in (*filter(None, map(os.environ.get, ROOTS)), os.getcwd()):
            short = os.path.relpath(path, root)
            if short.split(os.sep)[0] != os.pardir:
                return short.replace(os.sep, "/")
    except (OSError, ValueError):  # the working folder does not exist, or is on another drive
        pass
    return path


def reference(name: str) -> str:
    """Return a path or an address as a relative URI: with a scheme GitHub refuses the file.

    https://github.com/github/codeql-action/issues/754
    """
    from urllib.parse import quote

    bare = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", name)
    quoted = quote(bare.encode("utf-8", "replace"), safe="/?&=+,;@!$'()*~%:")
    quoted = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quoted)
    head, slash, rest = quoted.partition("/")
    return f"{head.replace(':', '%3A')}{slash}{rest}"
