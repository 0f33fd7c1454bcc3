"""Command lines and environments: every command and option with values right and wrong."""

from collections.abc import Sequence
from functools import cache
from random import Random

import click

from tests.fuzz.answers import plain
from tests.fuzz.case import Case, Served
from tests.fuzz.documents import document
from tests.fuzz.mutate import maybe, utf8
from tests.report.samples import RUNS
from tests.studio.flows import there_and_back, written
from twiml_check.catalog import EVERY
from twiml_check.options.options import AUTOPILOT, FORM, OPTIONS, QUEST, QUIET, STUDIO, SUITE
from twiml_check.quest.quests import QUESTS
from twiml_check.report import REPORTERS, View, render
from twiml_check.vocabulary.events import EVENTS

GROUPS: dict[str, Sequence[click.Parameter]] = {
    "check": OPTIONS, "run": SUITE, "studio": STUDIO, "autopilot": AUTOPILOT, "quest": QUEST,
    "merge": [*FORM, *QUIET], "explain": [], "init": [], "completion": [], "": OPTIONS, "chek": [],
}  # fmt: skip
SLOW = {"--wait", "--repeat", "--app", "--max-time", "--help", "--watch"}
"""What takes as long as it says or forever, runs code, depends on the time, or is only long."""
WORDS = (
    "a.xml", "b.xml", "c.json", "none.xml", ".", "{origin}/0", "/0", "12200", "-1", "0", "1", "16",
    "99999999999999999999", "1/2", "3/2", "0/0", "x=y", "=", "x=", "json=o.json", "junit=", "=o",
    "o.txt", "a.xml=b", "list", "voice", "sms", "GET", "DELETE", "error", "never", "text", "json",
    "html", "always", "http://", "ftp://x", "https://example.com/x", "+15005550006", "nan", "inf",
    "bash", "--", "-", "Message", ".//Say", "[", "",
)  # fmt: skip
RIGHT: dict[str, Sequence[str]] = {
    "--event": list(EVENTS), "--method": ("GET", "POST"), "--format": list(REPORTERS),
    "--ignore": [rule.name for rule in EVERY], "--select": [rule.name for rule in EVERY],
    "--fail-on": ("error", "warning", "never"), "--color": ("always", "never", "auto"),
    "--param": ("Body=x", "Digits=1"), "--no-param": ("Body",), "--from": ("+15005550006",),
    "--jobs": ("1", "2", "256"), "--max-hops": ("1", "50"), "--shard": ("1/2", "2/2"),
    "--expect": ("Message", ".//Say"), "--expect-any-hop": ("Say",), "--expect-text": ("a",),
    "--expect-text-any-hop": ("a",),
    "--public-url": ("https://example.com/x",), "--output": ("o.txt",), "--save": ("s.json",),
    "--report": [f"{name}=r.{name}" for name in REPORTERS], "--compare": ("c.json",),
    "--body": ("hello",), "--seed": ("x",), "--auth-token": ("0123456789",), "--only": ("x",),
    "--fallback": ("{origin}/0",), "--context": ("x=1", "c.json"), "--widget": ("x",),
    "--field": ("a=b",), "--answer": ("a=b",), "--digits": ("1",), "--memory": ("{}", "c.json"),
}  # fmt: skip
"""Values that an option takes, if nothing else speaks against them."""
TARGETS: dict[str, Sequence[str]] = {
    "explain": ("12200", "dtd", "--list"), "completion": ("bash", "zsh"), "run": ("s.toml",),
    "quest": ("dial {origin}/0", "", "gather-speech {origin}/0"), "merge": ("m.json",),
    "studio": ("f.json",), "autopilot": ("c.json", "{origin}/0"), "init": ("",),
}  # fmt: skip
DOCUMENTS = ("a.xml", "b.xml", ".", "{origin}/0", "a.xml b.xml")
SUITE_FILE = b'[[check]]\nname = "x"\ntarget = "b.xml"\n'
WORDS_OF_OURS = [*[rule.name for rule in EVERY], *QUESTS, *REPORTERS]
VARIABLES = (
    "TWIML_CHECK_FORMAT", "TWIML_CHECK_EVENT", "TWIML_CHECK_JOBS", "TWIML_CHECK_IGNORE", "NO_COLOR",
    "TWIML_CHECK_REPORT", "TWIML_CHECK_MAX_HOPS", "TWIML_CHECK_PARAM", "TWIML_CHECK_QUIET",
    "COLUMNS",
    "TWIML_CHECK_VERBOSE", "TWIML_CHECK_NOTHING", "TWIML_CHECK_FAIL_ON", "TWILIO_AUTH_TOKEN",
    "TERM",
    "TWIML_CHECK_PCI", "TWIML_CHECK_PUBLIC_URL", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "HTTP_PROXY",
)  # fmt: skip


def make(chance: Random, origin: str) -> Case:
    """A command with a few options and words, and an environment."""
    name = chance.choice((*GROUPS, "", ""))
    odds = chance.choice((0.0, 0.0, 0.3))
    words = [name] if name else []
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        words += _option(chance, GROUPS[name] or [*FORM, *QUIET], odds)
    words += chance.choice(TARGETS.get(name, DOCUMENTS)).split()
    if maybe(chance, odds):
        words += [_word(chance), _word(chance)]
        chance.shuffle(words)
    named = chance.sample(VARIABLES, chance.choice((0, 0, 0, 1, 2)))
    bad = b"<Response><Say voise='x'>a</Say></Response>"
    files = {
        "a.xml": document(chance).encode("utf-8", "replace"), "b.xml": bad, "c.json": b"{}",
        "s.toml": SUITE_FILE, "m.json": merged(), "f.json": written(there_and_back(f"{origin}/0")),
    }  # fmt: skip
    site = {"/0": Served(plain(bad))}
    variables = {each: _word(chance) for each in named}
    arguments = tuple(word.replace("{origin}", origin) for word in words)
    return Case(arguments, files, site, variables, plain=True)


@cache
def merged() -> bytes:
    """A report that can be read back."""
    return render("json", RUNS["several"](), View()).encode()


def _option(chance: Random, group: Sequence[click.Parameter], odds: float) -> list[str]:
    option = chance.choice([each for each in group if isinstance(each, click.Option)])
    if SLOW & set(option.opts):
        return []
    spelt = chance.choice(option.opts)
    if maybe(chance, odds / 4):
        spelt = chance.choice((spelt[:-1], f"{spelt}x", spelt.upper(), utf8(chance)))
    if option.is_flag or option.count or maybe(chance, odds / 4):
        return [spelt]
    value = chance.choice(RIGHT.get(option.opts[-1], ("x",)))
    if maybe(chance, odds):
        value = _word(chance)
    return [f"{spelt}={value}"] if maybe(chance, 0.2) and spelt.startswith("--") else [spelt, value]


def _word(chance: Random) -> str:
    if maybe(chance, 0.15):
        return utf8(chance).replace("/", "_")  # no file outside of the working folder
    return chance.choice((*WORDS, chance.choice(WORDS_OF_OURS)))
