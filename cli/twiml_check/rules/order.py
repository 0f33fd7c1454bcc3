"""Verbs that come too late, or in the wrong company: <Reject>, <Start>, <Stop>."""

from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, at_element, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached


def _of_a_call(node: GrammarNode) -> bool:
    """Say whether this is the root of a document that leads the call, and ends it."""
    return node.hop.product == "voice" and not node.hop.branch


@rule("late-reject", "warning", elements=("Response",))
def late_reject(node: GrammarNode) -> Iterator[Problem]:
    """<Reject> after a verb that answers the call.

    Only as the first verb it refuses the call, so that it costs nothing. After another verb than
    <Pause> it hangs up, like <Hangup>.

    Bad:  <Response><Say>Hello</Say><Reject/></Response>
    Good: <Response><Reject/></Response>
    """
    if not _of_a_call(node):
        return
    run = reached(node.element, "voice")
    before = next((verb for verb in run if not verb.tag.leaves_ringing), None)
    if before and run[-1].tag.name == "Reject" and before is not run[-1]:
        yield at_element(
            node,
            run[-1].element,
            f"<Reject> after <{before.tag.name}> comes too late: the call is answered already",
            help="put <Reject> first, or write <Hangup>",
            label="too late",
        )


@rule("last-start", "info", elements=("Response",))
def last_start(node: GrammarNode) -> Iterator[Problem]:
    """<Start> as the last verb: it does not wait, so the call ends right after it.

    Bad:  <Response><Start><Recording name="a"/></Start></Response>
    Good: <Response><Start><Recording name="a"/></Start><Say>Hello</Say></Response>
    """
    if not _of_a_call(node):
        return
    run = [each.element for each in reached(node.element, "voice")]
    if run and run[-1].name == "Start" and run[-1].children:
        yield at_element(
            node,
            run[-1],
            "the call ends right after <Start>, because nothing follows it",
            help="add the verbs that should run meanwhile, such as <Say> or <Dial>",
            label="the last verb",
        )


@rule("unstarted", "info", elements=("Response",))
def unstarted(node: GrammarNode) -> Iterator[Problem]:
    """<Stop> names something that this document starts under another name, or names nothing.

    What an earlier document has started cannot be seen here.

    Bad:  <Response><Start><Recording name="a"/></Start><Stop><Recording name="b"/></Stop></Response>
    Good: <Response><Start><Recording name="a"/></Start><Stop><Recording name="a"/></Stop></Response>
    """  # noqa: E501  an example is one line
    if node.hop.product != "voice":
        return
    every = node.element.children
    started: dict[str, set[str]] = {}
    for noun in _nouns(every, "Start"):
        started.setdefault(noun.name, set()).add(noun.attributes.get("name", ""))
    for noun in _nouns(every, "Stop"):
        name, names = noun.attributes.get("name"), started.get(noun.name)
        if name is None:
            message = f"<Stop> does not say which <{noun.name}> to stop"
        elif names and name not in names:
            message = f'this document starts no <{noun.name}> named "{cut(name)}"'
        else:
            continue
        yield at_element(
            node, noun, message, help="write the name that <Start> gives it", label="which one?"
        )


def _nouns(every: list[Element], name: str) -> Iterator[Element]:
    known = GRAMMAR["voice"].children[name]
    for verb in every:
        if verb.name == name:
            yield from (noun for noun in verb.children if noun.name in known)
