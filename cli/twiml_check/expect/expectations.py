"""Expectations of the user: elements and texts of a response, a path, a verdict. Pure.

An expectation is a test of one response, and a choice of the responses to test. It reads the
document again, because hops keep no tree.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementPath
from xml.etree.ElementTree import Element

from twiml_check.model.run import ExpectationKind, Expected, Hop
from twiml_check.model.source import Source
from twiml_check.read.xpath_tree import (
    Budget,
    CountedElement,
    TooMuchError,
    WrongXPathError,
    tree,
)
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.web.text import mask
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.read.full_xpath import FullXPath

TAGS = [tag for grammar in GRAMMAR.values() for tag in grammar.tags.values()]
SENDING = {tag.name for tag in TAGS if tag.sends_message}
SPEAKING = {tag.name: tag.speech for tag in TAGS if tag.speech}
LONGEST = 300
"""Characters of an XPath, those between quotes not counted: each step is a level of recursion."""
MOST_SHOWN = 100
"""Characters of the actual text in a message."""
MOST_PATHS = 12
"""Paths of a chain in a message."""
MOST_VERBS = 12
"""Verbs of the actual document in a message."""
FIRST, SECOND, ANY = slice(0, 1), slice(1, 2), slice(None)
"""The responses that an expectation is about."""
_QUOTED = r"'[^']*'|\"[^\"]*\""
_NO_NAME = r"[^\w\s/.*:\[\]()@=!{}\-]"
_PREDICATE = r"\[[^]]*\]"
_FULL = r"^[^'\"]*(?:[(|,<>+=$]|::|/@|^\s*@|\b(?:and|or|div|mod)\b)[^'\"]*$"
"""A part of an XPath that ElementTree does not support, but XPath 1.0 does."""
NEEDS_FULL = "this XPath needs full XPath: pip install 'twiml-check[xpath]'"
ALWAYS = "even an empty <Response> matches this XPath"
NEVER = "ElementTree says: XPath position >= 1 expected"


class Reply(NamedTuple):
    """One response, and the hops before it."""

    hop: Hop
    root: CountedElement | None
    """The <Response>; None if Twilio finds no instructions."""
    hops: Sequence[Hop]
    """All hops of the target."""

    @property
    def sent(self) -> dict[str, str]:
        """Return the parameters of the first request."""
        request = self.hops[0].request
        return dict(request.params) if request else {}


class Expectation(NamedTuple):
    """A property that a response should have."""

    kind: ExpectationKind
    expression: str
    test: Callable[[Reply], bool]
    among: slice = FIRST
    words: str = ""
    """Words for people, if the expression is hard to read."""
    full: "FullXPath | None" = None
    """The parsed XPath, if ElementTree does not support it."""


def xpath(expression: str, words: str = "", among: slice = FIRST) -> Expectation:
    """Expect a valid XPath in the document, relative to <Response>.

    ElementTree evaluates what it supports, and elementpath evaluates any other XPath:
    https://docs.python.org/3/library/xml.etree.elementtree.html#supported-xpath-syntax
    """
    full = _parse_full(expression) if _unsupported(expression) else None

    def test(reply: Reply) -> bool:
        if reply.root is None:
            return False
        if full:
            return full.is_met(reply.root)
        return reply.root.find(expression.strip()) is not None

    kind: ExpectationKind = "xpath" if among == FIRST else "any-hop" if among == ANY else "quest"
    return Expectation(kind, expression, test, among, words, full)


def _parse_full(expression: str) -> "FullXPath":
    """Return the XPath, parsed by the extra elementpath; raises ImportError, WrongXPathError."""
    from twiml_check.read.full_xpath import parse

    return parse(expression)


def text(wanted: str, words: str = "", among: slice = FIRST) -> Expectation:
    """Expect a text to be said or sent; the amount of whitespace makes no difference."""

    def test(reply: Reply) -> bool:
        return _even(wanted) in speech(reply)

    if among == ANY:
        words = words or f'"{wanted}" is said in any response'
    return Expectation("text", wanted, test, among, words)


def fault(expression: str) -> str:
    """Return what is wrong with an XPath, in a few words; empty for a valid one."""
    bare = re.sub(_QUOTED, "0", expression)
    if not bare.strip():
        return "the XPath is empty"
    if len(bare) > LONGEST:
        return f"the XPath has more than {LONGEST} characters"
    if bare.lstrip().lower().startswith(("http://", "https://")):
        return "expected an XPath, such as Message or .//Say, got a URL"
    why = _unsupported(expression)
    if why in ("", ALWAYS, NEVER):
        return why
    try:
        _parse_full(expression)
    except ImportError:
        return NEEDS_FULL if re.search(_FULL, bare) else why
    except WrongXPathError as reason:
        return str(reason)
    return ""


def _unsupported(expression: str) -> str:
    """Return why ElementTree cannot evaluate an XPath; empty if it can."""
    bare = re.sub(_QUOTED, "0", expression)
    if bare.lstrip().startswith("/"):
        return 'an XPath is relative to <Response>: "Message" or ".//Say", not "/Response/Message"'
    if odd := re.search(_NO_NAME, bare):
        return f'ElementTree does not support "{odd[0]}" in an XPath'
    if re.search(r"\s", re.sub(_PREDICATE, "", bare).strip()):
        return "the XPath has a space, and no name of an element has one"
    try:
        found = next(iter(ElementPath.iterfind(Element("Response"), expression.strip())), None)
    except (SyntaxError, KeyError, TypeError, ValueError, IndexError, RuntimeError) as reason:
        # KeyError and TypeError are how ElementPath fails on @name and on an open bracket.
        known = isinstance(reason, SyntaxError) and reason.msg
        return f"ElementTree says: {known}" if known else "ElementTree cannot parse the XPath"
    return "" if found is None else ALWAYS


def evaluate(
    expectations: Iterable[Expectation], hops: Sequence[Hop], *, stopped: str = ""
) -> tuple[Expected, ...]:
    """Return the result of each; `stopped` names the limit that ended the chain, if any."""
    answers = _answers(hops)
    return tuple(_evaluate(each, answers, hops, stopped) for each in expectations)


def first(hops: Sequence[Hop]) -> Reply | None:
    """Return the first response that is not an HTTP redirect."""
    return next((_reply(hop, hops, Budget()) for hop in _answers(hops)), None)


def speeches(hops: Sequence[Hop]) -> Iterator[str]:
    """Yield the text of each response of the main line that says or sends something."""
    for hop in _answers(hops):
        if words := speech(_reply(hop, hops, Budget())):
            yield words


def _answers(hops: Sequence[Hop]) -> Sequence[Hop]:
    main_line = (hop for hop in hops if hop.main_line)
    return [hop for hop in main_line if hop.handling != "redirect" and not hop.own_limit]


def _evaluate(
    expectation: Expectation, answers: Sequence[Hop], hops: Sequence[Hop], stopped: str
) -> Expected:
    kind, expression, test, among, words, _ = expectation
    later = stopped if among.stop is None or len(answers) < among.stop else ""
    outcome = Expected(kind, expression, False, words=words, undecided=later)
    looked_at = answers[among]
    if not looked_at:
        return outcome._replace(found="no such response")
    outcome = outcome._replace(hop=looked_at[0].number)
    budget = Budget()
    try:
        for hop in looked_at:
            if test(_reply(hop, hops, budget)):
                return outcome._replace(met=True, hop=hop.number, undecided="")
        return outcome._replace(found=_other(expectation, _reply(looked_at[0], hops, budget)))
    except TooMuchError as reason:
        return outcome._replace(undecided=str(reason))
    except WrongXPathError as reason:
        return outcome._replace(undecided=f"the XPath has no result for this response: {reason}")


def _reply(hop: Hop, hops: Sequence[Hop], budget: Budget) -> Reply:
    read = hop.document if hop.handling == "twiml" and hop.understood else None
    return Reply(hop, tree(read.source, budget) if read else None, hops)


def speech(reply: Reply) -> str:
    """Return the text that the running verbs say or send, with single spaces."""
    hop, root = reply.hop, reply.root
    if hop.handling in ("text", "json") and hop.answer:
        return _even(Source(hop.answer.body, hop.answer.charset or "utf-8").text)
    if root is None:
        return ""
    known = GRAMMAR[hop.product].children["Response"]
    verbs = islice((verb for verb in root if verb.tag in known), len(hop.run))
    return _even(" ".join(piece for verb in verbs for piece in _pieces(verb)))


def _pieces(verb: Element) -> Iterator[str]:
    """Yield the texts that a verb says or sends; the URL of a <Media> is not a text."""
    if verb.tag not in SENDING:
        for element in verb.iter():
            if where := SPEAKING.get(element.tag):
                yield "".join(element.itertext()) if where == "text" else element.get(where, "")
        return
    yield verb.text or ""
    for part in verb:
        if part.tag != "Media":
            yield "".join(part.itertext())
        yield part.tail or ""


def _even(some: str) -> str:
    return " ".join(some.split())


def _other(expectation: Expectation, reply: Reply) -> str:
    """Return what the response has instead."""
    if expectation.kind == "text":
        words = speech(reply)
        short = words if len(words) <= MOST_SHOWN else f"{words[:MOST_SHOWN]}…"
        return f'"{short}"' if words else "no text that is said or sent"
    if reply.root is None:
        return "no TwiML"
    more = ["…"] if len(reply.hop.verbs) > MOST_VERBS else []
    names = ", ".join([*reply.hop.verbs[:MOST_VERBS], *more]) or "an empty <Response>"
    if expectation.full and (value := expectation.full.actual(reply.root)):
        names = f"{value} ({names})"
    return names + _other_case(expectation.expression, reply.hop)


def _other_case(expression: str, hop: Hop) -> str:
    """Return a remark about a name with other capital letters; empty without one."""
    words = re.findall(r"[A-Za-z]+", re.sub(_QUOTED, "", expression))
    written = {word.lower(): word for word in words}
    for name in hop.verbs:
        word = written.get(name.lower(), name)
        if word != name:
            return f" (names are case-sensitive: {name}, not {word})"
    return ""


def chain(
    paths: Sequence[str], base_url: str, hops: Sequence[Hop], *, stopped: str = ""
) -> Expected:
    """Return whether the main line has exactly these hops.

    A path without a query matches any query. The path of `base_url` comes before each path.
    """
    visited = [hop for hop in hops if hop.main_line and not hop.own_limit]
    urls = [hop.request.url if hop.request else Url.parse(hop.name) for hop in visited]
    base = Url.parse(base_url)
    wanted = [_join(path, base) for path in paths]
    fits = all(_is(want, url) for want, url in zip(wanted, urls, strict=False))
    met = fits and len(urls) == len(wanted)
    outcome = Expected("chain", _row(list(paths)), met, words=f"the chain {_row(list(paths))}")
    if met:
        return outcome
    if fits and stopped and len(urls) < len(wanted):
        return outcome._replace(undecided=stopped)
    return outcome._replace(found=_row([_path(url, base) for url in urls]))


def must_fail(verdict: str) -> Expected:
    """Return whether a check failed, as expected."""
    words = "the verdict FAIL"
    if verdict == "undecided":
        return Expected("verdict", "fail", False, words=words, undecided="the check is undecided")
    met = verdict == "fail"
    return Expected("verdict", "fail", met, words=words, found="" if met else "PASS")


def _join(path: str, base: Url) -> str:
    if re.match(r"(?i)https?://", path) or not base:
        return path
    return base.request_line.rstrip("/") + "/" + path.lstrip("/")


def _is(wanted: str, url: Url) -> bool:
    """Say whether the URL is the expected one, or has the expected path."""
    there = url.request_line
    if re.match(r"(?i)https?://", wanted):
        if not url.same_origin(Url.parse(wanted)):
            return False
        wanted = Url.parse(wanted).request_line
    return there == wanted or ("?" not in wanted and there.partition("?")[0] == wanted)


def _path(url: Url, base: Url) -> str:
    """Return the path of a URL below the base, else the whole URL."""
    if base and not url.same_origin(base):
        return url.bare.masked
    own = base.request_line.rstrip("/") if base else ""
    path = url.request_line.partition("?")[0]
    return mask(path.removeprefix(own) or "/")


def _row(paths: list[str]) -> str:
    more = [f"and {len(paths) - MOST_PATHS} more"] if len(paths) > MOST_PATHS else []
    return " → ".join([*paths[:MOST_PATHS], *more])
