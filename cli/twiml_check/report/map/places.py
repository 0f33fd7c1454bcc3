"""The nodes of a map for all forms: URL, text, mood, end."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

from twiml_check.model.call_map import CallMap, Node
from twiml_check.model.finding import LEVEL_ORDER, Finding
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.escape import escape_line
from twiml_check.report.phrases import counted

Mood = Literal["error", "warning", "info", "end", "clean"]
"""The level of the worst finding; else whether a call ends there."""
SIGNS: dict[Mood, str] = {"error": "✕", "warning": "!", "info": "i", "end": "■", "clean": ""}
ENDS = {"silence": "✕ silence", "error": "✕ error"}
"""End -> its words, if they differ from its name."""
RUNS_OUT = ("hangup", "reject", "end", "silence")
"""Ends of a call in which nobody chooses anything; they are not shown if there are choices."""
ASIDE = ("branch", "callback", "hangup")
"""Choices that do not continue the call."""
MEDIA = r"♪ [^\s?#]*/([^\s/?#]+)[?#]?\S*"
"""An audio URL; only its last part is shown, because hosts and folders are usually the same."""
LONGEST = 1000
"""The most characters of a text from outside."""


class Place(NamedTuple):
    """One node; all texts are one line without control characters."""

    node: Node
    hop: Hop | None
    address: str
    """`POST /menu`"""
    said: str
    """The text that is heard, in quotes; else its verbs; may be empty."""
    mood: Mood
    end: str
    """`hangup`, `✕ 500`; empty if the call continues, or may continue."""
    findings: tuple[Finding, ...]

    @property
    def number(self) -> int:
        """Return the number of its node."""
        return self.node.number

    @property
    def sign(self) -> str:
        """Return the sign of its mood."""
        return SIGNS[self.mood]

    @property
    def faults(self) -> str:
        """Return `1 error, 2 warnings`; empty if there are none."""
        levels: list[str] = [finding.level for finding in self.findings]
        counts = ((levels.count(level), level) for level in LEVEL_ORDER[:2])
        return ", ".join(counted(number, level) for number, level in counts if number)

    @property
    def mark(self) -> str:
        """Return `✕ 500`, `■ end`, `! 1 warning`: its mood without color; may be empty."""
        if self.end.startswith("✕ "):
            return self.end
        return f"{self.sign} {self.faults or self.end or self.mood}" if self.sign else self.end

    @property
    def caller(self) -> str:
        """Return `caller withheld`; empty for the plain one."""
        return escape_line(f"caller {self.node.caller}") if self.node.caller else ""

    @property
    def special(self) -> str:
        """Return the caller and the branch; empty for the plain caller on the main line."""
        branch = f"outside the call: {escape_line(self.node.branch)}" if self.node.branch else ""
        return ", ".join(filter(None, (self.caller, branch)))


def places(check: TargetResult, call_map: CallMap) -> list[Place]:
    """Return the places in the order of their numbers."""
    hops = {hop.number: hop for hop in check.hops}
    found = _findings(check, call_map)
    origin = _origin(check.hops[0]) if check.hops else ""
    onward = {edge.start for edge in call_map.edges if edge.end and edge.kind not in ASIDE}
    return [
        _place(
            node._replace(end="") if node.number in onward and node.end in RUNS_OUT else node,
            hops.get(node.hop),
            found.get(node.number, []),
            origin,
        )
        for node in call_map.nodes
    ]


def _place(node: Node, hop: Hop | None, findings: Sequence[Finding], origin: str) -> Place:
    heard = re.sub(MEDIA, r"♪ \1", node.said[:LONGEST])
    said = f"“{escape_line(heard)}”" if heard else ""
    return Place(
        node=node,
        hop=hop,
        address=_address(hop, origin) if hop else "",
        said=said or escape_line(" ".join(node.verbs)[:LONGEST]),
        mood=_mood(node, findings),
        end=_end(node, hop, findings),
        findings=tuple(findings),
    )


def owners(check: TargetResult, call_map: CallMap) -> dict[int, int]:
    """Return the node of each hop; HTTP redirects have the node of the hop after them."""
    hops = {hop.number: hop for hop in check.hops}
    owner = {node.hop: node.number for node in call_map.nodes}
    for node in call_map.nodes:
        hop = hops.get(node.hop)
        while hop and (before := hop.came_from or 0) in hops and before not in owner:
            owner[before] = node.number
            hop = hops[before]
    return owner


def _findings(check: TargetResult, call_map: CallMap) -> dict[int, list[Finding]]:
    owner = owners(check, call_map)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in check.findings:
        found[owner.get(finding.hop, 0)].append(finding)
    return found


def _mood(node: Node, findings: Sequence[Finding]) -> Mood:
    levels = {finding.level for finding in findings}
    if node.end == "error" or "error" in levels:
        return "error"
    if "warning" in levels:
        return "warning"
    if "info" in levels or node.end == "silence":
        return "info"
    return "end" if node.end else "clean"


def _end(node: Node, hop: Hop | None, findings: Sequence[Finding]) -> str:
    answer = hop.answer if hop else None
    if node.end == "error" and answer:
        if answer.failure:
            return f"✕ {answer.failure.cause}"
        if answer.status is not None and answer.status >= 400:
            return f"✕ {answer.status}"
        if rule := next((each.rule for each in findings if each.level == "error"), ""):
            return f"✕ {rule}"
    return ENDS.get(node.end, node.end)


def _origin(hop: Hop) -> str:
    scheme, colon, rest = hop.name.partition("://")
    return f"{scheme}{colon}{rest.partition('/')[0]}" if colon else ""


def _address(hop: Hop, origin: str) -> str:
    path = hop.name.removeprefix(origin) if _origin(hop) == origin else hop.name
    method = f"{hop.request.method} " if hop.request else ""
    return escape_line(f"{method}{path or '/'}"[:LONGEST])
