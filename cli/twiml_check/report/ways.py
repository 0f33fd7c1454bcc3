"""The way through an explored call, in plain words, and the command that repeats it."""

from collections.abc import Sequence
from shlex import quote

from twiml_check.calls.words import is_keys
from twiml_check.explore.continuations import CONTINUATIONS
from twiml_check.model.call_map import CallMap
from twiml_check.model.exchange import Product
from twiml_check.model.finding import Finding
from twiml_check.model.run import TargetResult

SPOKEN = {
    **{row.word: row.spoken for each in CONTINUATIONS for row in each.table},
    "silence": "say nothing",
    "hangup": "hang up",
    "whisper": "listen as the dialed party",
    "waiting": "listen as a waiting caller",
}
"""Word of a path -> its meaning in a sentence."""
SHOWN_BY_ONE_WAY = {"ends-without-a-word", "unhandled-outcome"}
"""Rules about a whole call whose findings one way shows."""
UNSURE = {"?": " with low Confidence", "~": " without Confidence"}
"""Mark before a spoken text -> its meaning."""
LONGEST = 200
"""The most characters of a spoken or sent text in a sentence."""
LONGEST_COMMAND = 300
"""The most characters of a command with a path; a longer one explores the whole call."""
CALLERS = {
    "withheld": "the caller withholds the number",
    "nowhere": "the place of the caller is unknown",
    "sip": "the caller has a SIP address",
}


def spoken_way(way: Sequence[str], product: Product = "voice") -> str:
    """Return `press 2, say nothing, the dialed party is busy`; empty for the beginning."""
    return ", ".join(_spoken(word, product) for word in way)


def _spoken(word: str, product: Product) -> str:
    unsure, text = ("", word) if word[:1] not in UNSURE else (UNSURE[word[0]], word[1:])
    if text.startswith('"'):
        text = text if len(text) <= LONGEST else f'{text[: LONGEST - 2]}…"'
        return f"{'say' if product == 'voice' else 'send'} {text}{unsure}"
    if is_keys(word):
        return f"{'press' if len(word) == 1 else 'enter'} {word}"
    return SPOKEN.get(word) or f"Twilio requests the {word}"


def product_of(check: TargetResult) -> Product:
    """Return whether calls or messages were explored."""
    return check.hops[0].event.product if check.hops else "voice"


def command(check: TargetResult, way: Sequence[str], caller: str = "") -> str:
    """Return the command that repeats this way; without the path if that is too long."""
    if check.call_map is None or not check.call_map.again:
        return ""
    who = f" --caller {quote(caller)}" if caller else ""
    whole = f"{check.call_map.again}{who}"
    line = f"{whole} --path {quote(' '.join(way))}" if way else whole
    return line if len(line) <= LONGEST_COMMAND else whole


def way_remarks(finding: Finding, check: TargetResult) -> list[tuple[str, str]]:
    """Return the way to a finding, and the command that repeats it if there is one."""
    caller = _caller(finding, check.call_map) if check.call_map else ""
    if check.call_map is None or not (finding.way or caller):
        return [("again", finding.again)] if finding.again else []
    others = finding.ways - 1
    more = f" ({others} more {'choice ends' if others == 1 else 'choices end'} there)"
    who = CALLERS.get(caller, caller)
    way = ", ".join(filter(None, (who, spoken_way(finding.way, product_of(check)))))
    again = command(check, () if _is_of_whole_call(finding) else finding.way, caller)
    return [("way", way + more if others > 0 else way), *([("again", again)] if again else [])]


def _is_of_whole_call(finding: Finding) -> bool:
    """Say whether only all ways together show the finding."""
    from twiml_check.rules.met import LEAKED_STATE  # only an explored call needs them
    from twiml_check.rules.whole_call import ON_CALL

    whole = {rule.name for rule in (*ON_CALL, LEAKED_STATE)} - SHOWN_BY_ONE_WAY
    return finding.rule in whole


def _caller(finding: Finding, call_map: CallMap) -> str:
    """Return the kind of caller who meets a finding; empty for the plain caller."""
    return next((node.caller for node in call_map.nodes if node.hop == finding.hop), "")


def way_lines(finding: Finding, check: TargetResult) -> list[str]:
    """Return these remarks as lines: `way: press 2`; empty if no call was explored."""
    return [f"{name}: {text}" for name, text in way_remarks(finding, check)]
