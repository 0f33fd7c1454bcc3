"""Suites in TOML: right ones run against the server, wrong ones refused."""

import json
from collections.abc import Callable
from random import Random

from tests.fuzz.answers import PATHS, answer, plain
from tests.fuzz.case import Case, Served
from tests.fuzz.documents import document, spoilt
from tests.fuzz.mutate import maybe, mutate_bytes, text, utf8
from tests.fuzz.xpath import right
from twiml_check.catalog import EVERY
from twiml_check.suite.shapes import EXPLORING, SHAPES
from twiml_check.vocabulary.events import EVENTS

VALUES = (
    '"x"', "1", "true", "[]", '["a"]', "{}", '{ a = "b" }', "1979-05-27", "1e3", "-1", '""', "nan",
    '"${HOME}"', '"${NOT_SET}"', '"$${x}"', "[[]]", '{ "" = "" }', "9" * 30, "0x1f", "'''\nx'''",
)  # fmt: skip
MARKUP = (
    b"[[check]]", b"[defaults]", b"[check]", b"=", b'"', b"'''", b"\n", b"{", b"}", b"[", b"]",
    b"#",
    b"\\u0000", b"\\ud800", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"a.b.c = 1", b"inf",
    b"name = 1",
)  # fmt: skip
BAD = ("target", "name", "expekt", "max_hops", "ignore", "params", "time", "")


def suite(chance: Random, origin: str, odds: float) -> Case:
    """A suite of a few checks on a site and on files; with these odds each value is any value."""
    site = {path: _served(chance, origin) for path in PATHS}
    tables = [f"base_url = {_quoted(origin)}\n"]
    if maybe(chance, 0.4):
        tables.append("[defaults]\n" + _settings(chance, odds))
    for number in range(chance.randint(1, 4)):
        target = chance.choice((*PATHS, "a.xml", "b.xml", "/0?a=b"))
        name = f"check {number}" if maybe(chance, 0.8) else f"{number}{utf8(chance)}"
        head = f"[[check]]\nname = {_quoted(name)}\ntarget = {_quoted(target)}\n"
        tables.append(head + _settings(chance, odds))
    tables += [_call(chance, number, odds) for number in range(chance.choice((0, 0, 1, 2)))]
    files = {
        "suite.toml": "\n".join(tables).encode("utf-8", "replace"),
        "a.xml": document(chance).encode("utf-8", "replace"),
        "b.xml": spoilt(chance, document(chance)),
    }
    return Case(("run", "suite.toml", "--max-hops", "6"), files, site)


def make(chance: Random, origin: str) -> Case:
    """A suite that is mostly right, run as it is or with options against it."""
    case = suite(chance, origin, chance.choice((0, 0, 0, 0.05)))
    more = chance.choice(((), (), ("-j", "1"), ("--fail-fast", "-j", "1"), ("--repeat", "2")))
    return case._replace(arguments=(*case.arguments, *more))


def make_toml(chance: Random, origin: str) -> Case:
    """A file that is hardly a suite: other values, other keys, other bytes."""
    case = suite(chance, origin, 0.3)
    raw = case.files["suite.toml"]
    for _ in range(chance.choice((0, 1, 3))):
        raw = mutate_bytes(chance, raw, MARKUP)
    if maybe(chance, 0.02):
        raw = chance.choice(
            (b"a = " + b"[" * 5000, b"a" + b".a" * 5000 + b" = 1", b"[[check]]\n" * 5000)
        )
    return case._replace(files={**case.files, "suite.toml": raw})


def _served(chance: Random, origin: str) -> Served:
    if maybe(chance, 0.3):
        return answer(chance, origin)._replace(ending="close")
    return Served(plain(document(chance).encode("utf-8", "replace")), "keep")


def _quoted(word: str) -> str:
    """A text of TOML: what JSON escapes, TOML reads."""
    return json.dumps(word.encode("utf-8", "replace").decode(), ensure_ascii=False).replace(
        "\x7f", ""
    )


def _settings(chance: Random, odds: float) -> str:
    known = [key for key in SHAPES if odds or key not in EXPLORING]  # those need explore = true
    keys = chance.sample(known, chance.choice((0, 1, 3, 6)))
    lines = [f"{key} = {_setting(chance, key, odds)}" for key in keys if key != "max_time"]
    if maybe(chance, odds):
        lines.append(f"{chance.choice(BAD) or _quoted(text(chance))} = {chance.choice(VALUES)}")
    return "".join(f"{line}\n" for line in lines)


def _setting(chance: Random, key: str, odds: float) -> str:
    """What may stand there; with these odds anything."""
    if maybe(chance, odds):
        return chance.choice((*VALUES, _quoted(text(chance))))
    return RIGHT[key](chance) if key in RIGHT else _quoted(utf8(chance) or "x")


def _call(chance: Random, number: int, odds: float) -> str:
    """A call, or a conversation, of some steps; its seed lets two runs be alike."""
    kinds = TEXTING if maybe(chance, 0.3) else CALLING
    steps = [f"{{ text = {_word(chance)} }}"] if kinds is TEXTING else []
    steps += [_step(chance, kinds, odds) for _ in range(chance.randint(1, 4))]
    target = _quoted(chance.choice(PATHS))
    head = f'[[call]]\nname = "call {number}"\ntarget = {target}\nseed = "{number}"\n'
    return f"{head}steps = [{', '.join(steps)}]\n"


def _step(chance: Random, kinds: tuple[str, ...], odds: float) -> str:
    if maybe(chance, odds):
        return chance.choice(VALUES)
    kind = chance.choice(kinds)
    value = STEPS[kind](chance) if kind in STEPS else _word(chance)
    return f"{{ {kind} = {value} }}"


def _one_of(*written: str) -> Callable[[Random], str]:
    return lambda chance: chance.choice(written)


def _word(chance: Random) -> str:
    return _quoted(utf8(chance).strip() or "x")


RULES = [rule.name for rule in EVERY]
RIGHT: dict[str, Callable[[Random], str]] = {
    "explore": _one_of("false"),
    "budget": _one_of("1", "9"),
    "depth": _one_of("1", "3"),
    "callers": _one_of('["plain"]', '["withheld", "nowhere"]'),
    "min_coverage": _one_of("0", "100"),
    "event": lambda chance: _quoted(chance.choice(list(EVENTS))),
    "method": _one_of('"GET"', '"POST"'),
    "params": lambda chance: f"{{ Body = {_word(chance)}, Digits = 1 }}",
    **dict.fromkeys(("no_signature", "pci", "probe"), _one_of("true", "false")),
    "inline": _one_of("false"),
    "max_hops": _one_of("1", "3", "50"),
    "verdict": _one_of('"pass"', '"fail"'),
    "fail_on": _one_of('"error"', '"warning"', '"never"'),
    "ignore": lambda chance: f"{{ {chance.choice(RULES)} = {_word(chance)} }}",
    "select": lambda chance: f"[{_quoted(chance.choice(RULES))}]",
    **dict.fromkeys(("expect", "expect_any_hop"), lambda chance: f"[{_quoted(right(chance))}]"),
    "expect_chain": _one_of('["/0"]', '["/0", "/1"]', '["a.xml"]'),
    **dict.fromkeys(
        ("no_params", "tags", "expect_text", "digits", "say"), lambda chance: f"[{_word(chance)}]"
    ),
    "public_url": _one_of('"https://example.com/x"', '"http://example.com/?a=b"'),
    "fallback": _one_of('"http://127.0.0.1:1/"'),
    **dict.fromkeys(("from", "to"), _one_of('"+15005550006"', '"whatsapp:+15005550006"')),
}
"""What is right for a key, as TOML has it; any text for all others."""
CALLING = ("hear", "press", "say", "silence", "dial", "record", "queue", "hangup", "ends", "expect",
           "callback", "whisper", "waiting")  # fmt: skip
TEXTING = ("text", "reply", "expect", "callback")
STEPS: dict[str, Callable[[Random], str]] = {
    "press": _one_of('"1"', '"1234#"', '"*"'),
    **dict.fromkeys(("silence", "hangup", "whisper", "waiting"), _one_of("true")),
    "dial": _one_of('"busy"', '"completed"', '"answered"'),
    "record": _one_of("12", '"hangup"', '"pause"'),
    "queue": _one_of('"leave"', '"bridged"'),
    "ends": _one_of('"hangup"', '"end"', '"silence"', '"error"'),
    "expect": lambda chance: _quoted(right(chance)),
    "callback": _one_of('"statusCallback"', '"action"'),
}
"""What is right for a step; any text for all others."""
