"""Rules about the order of verbs: <Reject>, <Start>, <Stop>."""

from collections.abc import Iterator

from twiml_check.model.document import Element
from twiml_check.model.finding import Problem
from twiml_check.rules.rule import GrammarNode, at_element, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.grammar import GRAMMAR
from twiml_check.vocabulary.reachable import reached


def _of_a_call(node: GrammarNode) -> bool:
    """Say whether this is the root of a document that runs on the call, not in a branch."""
    return node.hop.product == "voice" and not node.hop.branch


@rule("late-reject", "warning", elements=("Response",))
def late_reject(node: GrammarNode) -> Iterator[Problem]:
    """<Reject> comes after a verb that has already answered the call.

    If <Reject> is the first verb, Twilio refuses the call, and the call costs nothing. After any
    verb except <Pause>, <Reject> hangs up like <Hangup>.

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
            f"<Reject> comes too late: <{before.tag.name}> has already answered the call",
            help="put <Reject> first, or write <Hangup>",
            label="too late",
        )


@rule("last-start", "info", elements=("Response",))
def last_start(node: GrammarNode) -> Iterator[Problem]:
    """<Start> is the last verb, so the call ends right after it.

    <Start> does not wait for what it starts.

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
            help="add a verb after <Start>, such as <Say> or <Dial>",
            label="the last verb",
        )


@rule("unstarted", "info", elements=("Response",))
def unstarted(node: GrammarNode) -> Iterator[Problem]:
    """<Stop> has no name, or a name that no <Start> of this document has.

    twiml-check does not see what an earlier document started.

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
            message = f'no <Start> in this document has a <{noun.name}> named "{cut(name)}"'
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
