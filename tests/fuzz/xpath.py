"""Expectations: XPaths and texts, on documents of all kinds."""

from random import Random

from tests.fuzz.case import Case
from tests.fuzz.documents import ATTRIBUTES, NAMES, document
from tests.fuzz.mutate import SIGNS, maybe, text

PIECES = (
    "/", "//", ".", "..", "*", "@", "[", "]", "(", ")", "=", "!=", "'", '"', "'x'", '"2"', "1", "0",
    "-1", "last()", "last()-1", "position()", "text()", "not(", "::", "child::", "{", "}", "{*}",
    "{}x", "|", ",", " ", "\t", "\n", "[1]", "[last()]", "[.='x']", "[@loop]", "[Say='x']", "$x",
    "[@loop='2']", "[99999999999999999999]", "ancestor::*", "and", "or", "count(",
    "contains(", "sum(", "string(", " + ", " < 2", " = 1", "div", "name()", "-", "[-1]", "[]",
    ".//", "./",
)  # fmt: skip


def make(chance: Random, origin: str) -> Case:
    """A good document, and up to three things expected of it."""
    raw = document(chance).encode("utf-8", "replace")
    arguments = ["a.xml"]
    for _ in range(chance.choice((1, 1, 1, 3))):
        option = chance.choice(("--expect", "--expect", "--expect-any-hop", "--expect-text",
                                "--expect-text-any-hop"))  # fmt: skip
        arguments += [f"{option}={_argument(expression(chance))}"]
    return Case(tuple(arguments), {"a.xml": raw})


def right(chance: Random) -> str:
    """An XPath that is one."""
    name, attribute = chance.choice(NAMES), chance.choice(ATTRIBUTES)
    paths = (
        name, f".//{name}", f"{name}[@{attribute}]", f"{name}[@{attribute}='x']", f"*/{name}",
        f".//{name}[1]", f"{name}/..", f".//*[@{attribute}!='2']", f"{name}[.='Hello']",
        f"count({name}) = 1", f"not({name})", f"contains({name}, 'a')", f"{name}/@{attribute} > 1",
        f"//{name} | *", f"starts-with(//{name}, 'H') and count(*) < 3", f"{name}/text()",
    )  # fmt: skip
    return chance.choice(paths)


def expression(chance: Random) -> str:
    """An XPath: right, right with one piece more, or of any pieces."""
    if maybe(chance, 0.3):
        return right(chance)
    if maybe(chance, 0.4):
        return right(chance) + chance.choice(PIECES)
    pieces = (*PIECES, chance.choice(NAMES), f"@{chance.choice(ATTRIBUTES)}")
    made = "".join(chance.choice(pieces) for _ in range(chance.choice((1, 2, 4, 8))))
    if maybe(chance, 0.1):
        made += chance.choice((text(chance), chance.choice(SIGNS)))
    if maybe(chance, 0.02):
        made = chance.choice((".//*", "/..", "[*]", "*/", "(", "[1]")) * chance.choice(
            (20, 90, 3000)
        )
    return made


def _argument(written: str) -> str:
    """What a command line can hold."""
    return written.replace("\0", "").encode("utf-8", "replace").decode()
