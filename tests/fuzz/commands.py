"""Command lines and environments: every command and option with values right and wrong."""

from collections.abc import Sequence
from random import Random

import click

from tests.fuzz.answers import plain
from tests.fuzz.case import Case, Served
from tests.fuzz.documents import document
from tests.fuzz.mutate import maybe, utf8
from twiml_check.catalog import EVERY
from twiml_check.options.options import AUTOPILOT, FORM, OPTIONS, QUEST, QUIET, STUDIO, SUITE
from twiml_check.quest.quests import QUESTS
from twiml_check.report import REPORTERS

GROUPS: dict[str, Sequence[click.Parameter]] = {
    "check": OPTIONS, "run": SUITE, "studio": STUDIO, "autopilot": AUTOPILOT, "quest": QUEST,
    "merge": [*FORM, *QUIET], "explain": [], "init": [], "completion": [], "": OPTIONS, "chek": [],
}  # fmt: skip
SLOW = {"--wait", "--repeat", "--app", "--max-time", "--help"}
"""What takes as long as it says, runs code, depends on the time, or is only long."""
WORDS = (
    "a.xml", "b.xml", "c.json", "none.xml", ".", "{origin}/0", "/0", "12200", "-1", "0", "1", "16",
    "99999999999999999999", "1/2", "3/2", "0/0", "x=y", "=", "x=", "json=o.json", "junit=", "=o",
    "o.txt", "a.xml=b", "list", "voice", "sms", "GET", "DELETE", "error", "never", "text", "json",
    "html", "always", "http://", "ftp://x", "https://example.com/x", "+15005550006", "nan", "inf",
    "bash", "--", "-", "Message", ".//Say", "[", "",
)  # fmt: skip
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
    words = [name] if name else []
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        words += _option(chance, GROUPS[name] or OPTIONS, origin)
    words += [_word(chance, origin) for _ in range(chance.choice((0, 1, 1, 2)))]
    if maybe(chance, 0.1):
        chance.shuffle(words)
    named = chance.sample(VARIABLES, chance.choice((0, 0, 0, 1, 2)))
    files = {
        "a.xml": document(chance).encode("utf-8", "replace"),
        "b.xml": b"<Response><Say voise='x'>a</Say></Response>",
        "c.json": b"{}",
    }
    site = {"/0": Served(plain(files["b.xml"]))}
    variables = {each: _word(chance, origin) for each in named}
    return Case(tuple(words), files, site, variables, plain=True)


def _option(chance: Random, group: Sequence[click.Parameter], origin: str) -> list[str]:
    options = [each for each in group if isinstance(each, click.Option)]
    option = chance.choice(options)
    written = chance.choice(option.opts)
    if SLOW & set(option.opts):
        return []
    if maybe(chance, 0.05):
        written = chance.choice((written[:-1], f"{written}x", written.upper(), utf8(chance)))
    if option.is_flag or option.count or maybe(chance, 0.05):
        return [written]
    if maybe(chance, 0.2) and written.startswith("--"):
        return [f"{written}={_word(chance, origin)}"]
    return [written, _word(chance, origin)]


def _word(chance: Random, origin: str) -> str:
    if maybe(chance, 0.15):
        return utf8(chance).replace("/", "_")  # no file outside of the working folder
    return chance.choice((*WORDS, chance.choice(WORDS_OF_OURS))).replace("{origin}", origin)
