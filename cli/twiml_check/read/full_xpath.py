"""XPath 1.0 with the library elementpath, for an XPath that ElementTree does not support.

Import this module only when an XPath needs it: elementpath is an extra, and its import takes 0.1 s.

Some results of elementpath differ from XPath 1.0: the order of the nodes of a path, comparisons of
nodes with numbers, and the negative of nodes. `_corrected` replaces these operators in one parsed
XPath, so that other users of elementpath in this process see no change.
https://www.w3.org/TR/1999/REC-xpath-19991116/
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import partial
from typing import Any, NamedTuple
from xml.etree.ElementTree import ElementTree

from elementpath import ElementPathError, XPathContext, XPathNode
from elementpath.xpath1 import XPath1Parser

from twiml_check.read.xpath_tree import (
    Budget,
    CountedElement,
    TooMuchError,
    WrongXPathError,
    element,
)
from twiml_check.web.text import clip

MOST_ELEMENTS = 1000
"""Elements of a document: some loops of elementpath have quadratic time and report no visits."""
VISIT = 10
"""Units of the budget for a visited node: elementpath takes much longer than ElementTree."""
LONGEST = 60
"""Characters of an actual value in a message."""
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUALITY = ("=", "!=")
LITERALS = ("(string)", "(integer)", "(decimal)", "(float)")
CONSTANTS = (*LITERALS, "true")
SHOWN = (*COMPARISONS, "contains", "starts-with", "count")
"""Tests whose actual value helps when they fail."""
_NUMBER = r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*"
_PLACED = r"(?s).*?line (\d+), column (\d+): \[err:\w+\] (?:'fn:[\w-]+' function: )?(.*)"
_END = "unexpected end of source"
Value = str | float | bool | list[XPathNode]


class FullXPath(NamedTuple):
    """A parsed XPath."""

    token: Any
    """The root of the tree of elementpath."""

    def is_met(self, root: CountedElement) -> bool:
        """Say whether the result is true, a number except 0, a text, or at least one node.

        Raises:
            TooMuchError: the budget is used up, or the document is too large.
            WrongXPathError: this document shows that the XPath is wrong.
        """
        return bool(_guarded(lambda: _truth(_value(self.token, _context(root)))))

    def actual(self, root: CountedElement) -> str:
        """Return the value that fails a test: `count(Say) = 2`; empty for another XPath."""
        return str(_guarded(lambda: _actual(self.token, _context(root))))


class _Context(XPathContext):
    """The position in the document; each move is a visit, which the budget counts."""

    budget: Budget

    @property
    def item(self) -> Any:
        """Return the node."""
        return self.__dict__.get("node")

    @item.setter
    def item(self, node: Any) -> None:
        self.__dict__["node"] = node
        if "budget" in self.__dict__:
            self.budget.spend(VISIT)


def parse(expression: str) -> FullXPath:
    """Return the parsed XPath.

    Raises:
        WrongXPathError: it is not valid.
    """
    token = _guarded(lambda: XPath1Parser().parse(expression))
    if token.symbol in CONSTANTS:
        raise WrongXPathError("the XPath is a constant: it does not depend on the response")
    for each in token.iter():
        if each.symbol == "$":
            raise WrongXPathError(
                f"an XPath cannot use variables here, at character {each.span[0] + 1}"
            )
        _correct(each)
    empty = _guarded(lambda: _value(token, _context(element("Response", Budget(), {}))))
    if isinstance(empty, list) and empty:
        raise WrongXPathError("even an empty <Response> matches this XPath")
    return FullXPath(token)


def _guarded(work: Callable[[], Any]) -> Any:
    """Return the result; the many exceptions of elementpath become two."""
    try:
        return work()
    except RecursionError as reason:
        raise WrongXPathError("the XPath has too many levels") from reason
    except (ElementPathError, ArithmeticError, AttributeError, TypeError, ValueError) as reason:
        raise WrongXPathError(_reason(str(reason))) from reason


def _reason(message: str) -> str:
    """Return the reason and the place: `unexpected name 'Say', at character 9`."""
    found = re.match(_PLACED, message)
    if not found:
        return "elementpath cannot evaluate the XPath"
    line, column, why = found.groups()
    if why == _END:
        return "the XPath ends too early"
    place = f"at character {column}" if line == "1" else f"at line {line}, character {column}"
    return f"{why[:1].lower()}{why[1:]}, {place}"


def _context(root: CountedElement) -> XPathContext:
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise TooMuchError(f"the document has more than {MOST_ELEMENTS:,} elements")
    context = _Context(ElementTree(root), item=root)
    context.budget = root.budget
    return context


def _correct(token: Any) -> None:
    """Replace the method of an operator by one that follows XPath 1.0."""
    if token.symbol in COMPARISONS:
        token.evaluate = partial(_compare, token)
    elif token.symbol == "-" and len(token) == 1:
        token.evaluate = lambda context: -_number(_value(token[0], context))
    elif token.symbol in ("/", "//"):
        token.select = partial(_in_order, token.select)


def _in_order(select: Callable[[Any], Iterator[Any]], context: Any) -> Iterator[Any]:
    found = list(select(context))
    if all(isinstance(each, XPathNode) for each in found):
        found.sort(key=lambda node: node.position)
    return iter(found)


def _value(token: Any, context: Any) -> Value:
    found = list(token.select(copy(context)))
    return found[0] if len(found) == 1 and not isinstance(found[0], XPathNode) else found


def _compare(token: Any, context: Any) -> bool:
    """Compare as XPath does: one pair of nodes is enough, and numbers compare as numbers.

    https://www.w3.org/TR/1999/REC-xpath-19991116/#booleans
    """
    compare = COMPARISONS[token.symbol]
    values = [_value(side, context) for side in token]
    if any(isinstance(value, bool) for value in values):
        if token.symbol in EQUALITY:
            left, right = map(_truth, values)
            return compare(left, right)
        values = [_truth(value) if isinstance(value, list) else value for value in values]
    plain = all(isinstance(value, str | list) for value in values)
    convert = _text if plain and token.symbol in EQUALITY else _number
    lefts, rights = (
        [convert(each) for each in (value if isinstance(value, list) else [value])]
        for value in values
    )
    return any(compare(left, right) for left in lefts for right in rights)


def _truth(value: Value) -> bool:
    return bool(value) and value == value  # NaN is false


def _text(value: Any) -> str:
    """Return the string of a value; of several nodes, of the first."""
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, XPathNode):
        return str(value.compat_string_value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() else str(number)


def _number(value: Any) -> float:
    """Return the number of a value; NaN for a text that is not a number."""
    if isinstance(value, str | list | XPathNode):
        found = re.fullmatch(_NUMBER, _text(value))
        return float(found[1]) if found else math.nan
    return float(value)


def _actual(token: Any, context: Any) -> str:
    """Return the side of the first failing test that is not a literal, and its value."""
    if token.symbol == "(":
        return _actual(token[0], context)
    if token.symbol == "and":
        failing = (side for side in token if not _truth(_value(side, context)))
        return _actual(next(failing), context)
    if token.symbol not in SHOWN:
        return ""
    sides = [token] if token.symbol == "count" else token
    side = next((each for each in sides if each.symbol not in LITERALS), None)
    if side is None:
        return ""
    value = _value(side, context)
    if value == []:
        return f"no {side.source}"
    words = clip(" ".join(_text(value).split()), LONGEST)
    return f"{side.source} = " + (f'"{words}"' if isinstance(value, str | list) else words)
