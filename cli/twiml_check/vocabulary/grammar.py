"""The two grammars by product, with the views that the rules use."""

from functools import cached_property

from twiml_check.vocabulary.messaging import MESSAGING
from twiml_check.vocabulary.shapes import Tag
from twiml_check.vocabulary.voice import VOICE


class Grammar:
    """One product's table. A view is made on its first use."""

    def __init__(self, tags: dict[str, Tag]) -> None:
        """Take the rows by key, the root first."""
        self.tags = tags

    @cached_property
    def verbs(self) -> dict[str, Tag]:
        """Return the verbs by name: the elements directly below the root."""
        return {name: self.tags[key] for name, key in self.children["Response"].items()}

    @cached_property
    def children(self) -> dict[str, dict[str, str]]:
        """Return, for each key, the names that are allowed below it, and the key of each."""
        return {
            key: {self.tags[child].name: child for child in tag.children}
            for key, tag in self.tags.items()
        }

    @cached_property
    def homes(self) -> dict[str, list[str]]:
        """Return, for each name except the root's, the elements in which it is allowed."""
        found: dict[str, list[str]] = {}
        for tag in self.tags.values():
            for child in tag.children:
                found.setdefault(self.tags[child].name, []).append(tag.name)
        return found

    def inside(self, key: str, name: str) -> Tag | None:
        """Return the row of an element by its name and the key around it; None if misplaced."""
        return self.tags.get(self.children[key].get(name, ""))

    def below(self, tag: Tag) -> list[str]:
        """Return the names that are allowed in an element, in the table's order."""
        return [self.tags[child].name for child in tag.children]


GRAMMAR = {"voice": Grammar(VOICE), "messaging": Grammar(MESSAGING)}
