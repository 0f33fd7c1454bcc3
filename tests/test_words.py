"""The tool speaks plainly: no text that a user can see has a phrase that the glossary rules out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cli" / "twiml_check"
GLOSSARY = PACKAGE / "README.md"
TABLE = re.compile(r"<!-- words -->\n(.*?)<!-- /words -->", re.DOTALL)


def phrases() -> list[str]:
    """Return what the right column of the glossary has in backticks."""
    table = TABLE.search(GLOSSARY.read_text(encoding="utf-8"))
    assert table, "the glossary has no table"
    rows = [line.split("|") for line in table[1].splitlines()[2:]]
    return [phrase for _, _, unwanted, _ in rows for phrase in re.findall("`([^`]+)`", unwanted)]


def pattern(phrase: str) -> str:
    """Return the phrase as whole words; Python's None is a name, so only its start ignores case."""
    return rf"(?<![Tt]here )(?<![\w-])(?i:{phrase[0]}){re.escape(phrase[1:])}(?![\w-])(?! longer)"


UNWANTED = re.compile("|".join(map(pattern, phrases())))


def room_of(path: Path) -> str:
    """Return the room that a file is in; a file outside of the package has its own name."""
    top = path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).parts[0]
    return "house" if path == GLOSSARY else top.removesuffix(".py")


def files() -> dict[str, list[Path]]:
    """Return the files with texts by room."""
    found: dict[str, list[Path]] = {}
    documents = [*ROOT.glob("*.md"), ROOT / "action.yml", *(ROOT / "tests").rglob("*.md")]
    inside = [path for kind in ("py", "md", "json") for path in PACKAGE.rglob(f"*.{kind}")]
    for path in sorted([*documents, *inside]):
        found.setdefault(room_of(path), []).append(path)
    return found


FILES = files()


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file, each with its first line; white space is one space."""
    whole = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield 1, flat(TABLE.sub("", whole))
        return
    tree = ast.parse(whole)
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for each in formatted for part in each.values}
    for each in formatted:
        yield each.lineno, flat("".join(map(written, each.values)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.lineno, flat(node.value)


def written(part: ast.expr) -> str:
    """Return a part of a formatted text; a value is filled in later."""
    return str(part.value) if isinstance(part, ast.Constant) else "{}"


def flat(text: str) -> str:
    return " ".join(text.split())


def around(hit: re.Match[str]) -> str:
    return hit.string[max(0, hit.start() - 40) : hit.end() + 40]


@pytest.mark.parametrize("room", sorted(FILES))
def test_no_text_has_an_unwanted_phrase(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{hit[0]}” in “…{around(hit)}…”"
        for path in FILES[room]
        for line, text in texts(path)
        for hit in UNWANTED.finditer(text)
    ]
    assert not found, "\n".join(["see Words in cli/twiml_check/README.md", *found])


def test_the_glossary_has_phrases() -> None:
    assert len(phrases()) > 40
    assert UNWANTED.search("so that X is no URL")
    assert not UNWANTED.search("there is no URL; it is no longer there, and None is None")
