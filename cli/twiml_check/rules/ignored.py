"""Comments in a document that ignore rules, and the rules about these comments.

`<!-- twiml-check: ignore RULE: REASON -->` is for the next element and everything in it. XML does
not allow `--` in a comment, so a colon comes before the reason.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from sys import maxsize
from typing import NamedTuple

from twiml_check.model.document import MARK, Comment, Document
from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.model.source import Location
from twiml_check.rules import (
    attributes,
    connect,
    content,
    deprecated,
    grammar,
    program_output,
    sids,
    speech,
    template,
    values,
)
from twiml_check.rules.rule import Rule, gather
from twiml_check.rules.wording import cut, either, near, quoted

Found = tuple[Rule, Problem]
Point = tuple[int, int]
"""Line and column."""
Scopes = dict[str, list[tuple[Point, Point]]]
"""The name of a rule -> where it is ignored: spans that do not overlap, in document order."""

BAD_IGNORE = Rule("bad-ignore", "warning", None, """
    A comment for twiml-check that is not valid. twiml-check ignores nothing for it.

    Write `<!-- twiml-check: ignore RULE: REASON -->`, with one rule or with several rules and commas
    between them. The comment is for the next element and everything in it: before <Response> the
    comment is for the whole document. Every comment needs a reason. A finding without a place in
    the document, such as an HTTP status, needs --ignore instead.

    Bad:  <Response><!-- twiml-check: ignore unknown-attribute --><Say>Hello</Say></Response>
    Good: <Response><!-- twiml-check: ignore unknown-attribute: a beta of Twilio --><Say tone="b">Hello</Say></Response>
    """)  # fmt: skip # noqa: E501  an example is one line
UNNEEDED_IGNORE = Rule("unneeded-ignore", "warning", None, """
    A comment ignores a rule that finds nothing in the next element. Remove the comment.

    This is reported only in files: another response of a webhook may need the comment. It is not
    reported for rules that also depend on the request, on options or on other documents.

    Bad:  <Response><!-- twiml-check: ignore bad-value: a beta of Twilio --><Say>Hello</Say></Response>
    Good: <Response><!-- twiml-check: ignore bad-value: a beta of Twilio --><Say loop="x">Hello</Say></Response>
    """)  # fmt: skip # noqa: E501  an example is one line

FORM = f"<!-- {MARK} ignore {{}}: REASON -->"
MOST_HINTS = 20
"""The most comments with a search for similar names: each search takes a millisecond."""
SURE = {
    *(rule.name for rule in gather(attributes, connect, content, deprecated, sids, speech, values)),
    *(grammar.unknown_element.name, grammar.missing_content.name, grammar.stray_text.name),
}
"""Rules that depend on nothing but the document."""

UNREAD = {program_output.PROGRAM_OUTPUT.name, template.template.name}
"""Rules about documents in which other rules do not look everywhere."""


class Ignore(NamedTuple):
    """A valid comment."""

    rules: tuple[str, ...]
    comment: Comment


class BadComment(NamedTuple):
    """A comment that is not valid, and why."""

    message: str
    help: str
    label: str
    comment: Comment
    unknown: str = ""
    """The unknown name of a rule."""


def scopes(document: Document | None) -> Scopes:
    """Return where the comments of a document ignore which rules."""
    found: Scopes = {}
    for each in _read(document):
        if document and isinstance(each, Ignore):
            span = _span(document, each.comment)
            for rule in each.rules:
                spans = found.setdefault(rule, [])
                if not spans or spans[-1][1] <= span[0]:  # else it is in an element before
                    spans.append(span)
    return found


def is_ignored(ignored: Scopes, rule: str, place: Location | None) -> bool:
    """Say whether a comment ignores the rule at this place."""
    if place is None or rule not in ignored:
        return False
    spans, point = ignored[rule], (place.line, place.column)
    before = bisect_right(spans, (point, (maxsize, 0)))
    return before > 0 and point < spans[before - 1][1]


def with_comments(hop: Hop, found: Iterable[Found]) -> Iterator[Found]:
    """Yield the problems of a hop, then those of its comments."""
    document = hop.document
    if document is None or not document.comments:
        yield from found
        return
    places: dict[str, list[Point]] = defaultdict(list)
    whole = hop.via == "file" and "{{" not in document.source.text
    for rule, problem in found:
        if problem.location:
            places[rule.name].append((problem.location.line, problem.location.column))
        # Below a misplaced element nothing is checked, and a template is not a document yet.
        whole = whole and rule.subject != "misplaced" and rule.name not in UNREAD
        yield rule, problem
    comments = list(_read(document))
    yield from _bad(document, [each for each in comments if isinstance(each, BadComment)])
    if whole and document.understood:
        ignores = [each for each in comments if isinstance(each, Ignore)]
        yield from _unneeded(document, ignores, {name: sorted(at) for name, at in places.items()})


def _bad(document: Document, comments: list[BadComment]) -> Iterator[Found]:
    for number, each in enumerate(comments):
        change = each.help
        if each.unknown and number < MOST_HINTS and (hits := near(each.unknown, _known())):
            change = f"did you mean {either(quoted(hits))}?"
        place = document.source.comment(each.comment.offset)
        yield BAD_IGNORE, Problem(each.message, change, "", each.label, place)


def _unneeded(
    document: Document, ignores: list[Ignore], places: dict[str, list[Point]]
) -> Iterator[Found]:
    for each in ignores:
        begin, end = _span(document, each.comment)
        for rule in (name for name in each.rules if name in SURE):
            found = places.get(rule, [])
            first = bisect_left(found, begin)
            if first < len(found) and found[first] < end:
                continue
            what = "the comment" if len(each.rules) == 1 else f'"{rule}" from the comment'
            yield (
                UNNEEDED_IGNORE,
                Problem(
                    f"{rule} finds nothing in the element after this comment",
                    help=f"remove {what}",
                    label="not needed",
                    location=document.source.comment(each.comment.offset),
                ),
            )


def _span(document: Document, comment: Comment) -> tuple[Point, Point]:
    begin, end = (document.source.location(at) for at in (comment.begin, comment.end))
    return (begin.line, begin.column), (end.line, end.column)


def _read(document: Document | None) -> Iterator[Ignore | BadComment]:
    yield from map(_read_comment, document.comments if document else ())


def _read_comment(comment: Comment) -> Ignore | BadComment:
    """Return what a comment ignores: `ignore RULE, RULE: REASON`."""
    head, _, reason = comment.text.partition(":")
    verb, *names = re.findall(r"[^\s,]+", head) or [""]
    rules = tuple(dict.fromkeys(names))
    known = [name for name in rules if name in _known()]
    form = f"write {FORM.format(', '.join(known[:3]) or 'RULE')}"
    if verb != "ignore":
        said = f'"{cut(verb)}"' if verb else "an empty comment"
        return BadComment(f"twiml-check does not recognize {said} here", form, "unknown", comment)
    if not rules:
        return BadComment("the comment names no rule to ignore", form, "no rule", comment)
    if not reason.strip():
        return BadComment(
            "the comment has no reason, so it has no effect", form, "no reason", comment
        )
    unknown = next((name for name in rules if name not in _known()), "")
    if unknown:
        said = f'the comment ignores "{cut(unknown)}", which is not a rule about documents'
        where = "twiml-check explain --list shows the rules"
        return BadComment(said, where, "not a rule", comment, unknown)
    if not comment.end:
        said = "no element follows this comment, so it has no effect"
        return BadComment(said, "write the comment before an element", "no element", comment)
    return Ignore(rules, comment)


@cache
def _known() -> frozenset[str]:
    """Return the names of the rules that can have a place in a document."""
    from twiml_check.rules import RULES
    from twiml_check.rules.whole_call import CALL_RULES  # few documents have a comment

    return frozenset(rule.name for rule in (*RULES, *CALL_RULES))
