"""Where a finding stands in the repository: in a file that was checked, or in the suite."""

import os
import re
from typing import NamedTuple

from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, TargetResult

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where GitHub and GitLab say the repository is; elsewhere it is the working folder."""

_ORIGIN = r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*"


class Place(NamedTuple):
    """A place in a file of the repository."""

    path: str
    """From its root, with slashes; as given when the file is elsewhere."""
    line: int = 1
    column: int | None = None
    length: int = 1


def place(finding: Finding, check: TargetResult) -> Place | None:
    """Return the place in a file, if there is one: a webhook has none unless a suite names it."""
    hop = hop_of(finding, check)
    file = file_of(hop) if hop else ""
    if file in ("", "-"):
        return suite_place(check)
    at = finding.location
    return Place(relative(file), at.line, at.column, at.length) if at else Place(relative(file))


def suite_place(check: TargetResult) -> Place | None:
    """Return the place in the suite that asks for the check."""
    return Place(relative(check.written[0]), check.written[1]) if check.written else None


def hop_of(finding: Finding, check: TargetResult) -> Hop | None:
    """Return the hop that a finding belongs to."""
    number = finding.hop
    if 0 < number <= len(check.hops) and check.hops[number - 1].number == number:
        return check.hops[number - 1]
    return next((hop for hop in check.hops if hop.number == number), None)


def file_of(hop: Hop) -> str:
    """Return the file that its document was read from, for a task its assistant's; or nothing."""
    if hop.request is not None:
        return ""
    return (hop.turn.file if hop.turn else "") or (hop.name if hop.via == "file" else "")


def identity(finding: Finding, check: TargetResult) -> str:
    """Return whose finding it is, the same in the next run; in a suite also on another host."""
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
    except (OSError, ValueError):  # the working folder is gone; another drive
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
