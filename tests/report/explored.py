"""Explored targets made of plain model values: a menu, its twin without a fault, one cut short."""

from twiml_check.model.call_map import CallMap, ChoiceKind, Edge, EdgeState, Node, NodeEnd
from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import Hop, Run, TargetResult

from .samples import HOST, SMS, answer, check, finding, hop, place, run

AGAIN = f"twiml-check explore {HOST}/voice --seed abc"
WELCOME = (
    '<Response><Gather numDigits="1" action="/menu"><Say>Welcome. Press 1 for sales, 2 for support.'
    "</Say></Gather><Redirect>/bye</Redirect></Response>"
)
GOODBYE = "<Response><Say>Goodbye.</Say><Hangup/></Response>"
SALES = '<Response><Dial action="/dialled">+15017122661</Dial></Response>'
RECORD = '<Response><Say voise="alice">Leave a message.</Say><Record action="/done"/></Response>'
THANKS = "<Response><Say>Thank you.</Say><Hangup/></Response>"
DIALLED = ("1", "busy")
DONE = (*DIALLED, "recorded")
STATUS = (*DONE, "recordingStatusCallback")


def reached(number: int, came_from: int | None, via: str, path: str, text: str, *verbs: str) -> Hop:
    """One answer of the call; without a document where there is no text."""
    whole = hop(text, *verbs, number=number, url=f"{HOST}{path}")
    known = whole._replace(via=via, came_from=came_from, run=verbs)
    if text:
        return known
    bad = answer(b"Internal Server Error", 500, "text/plain")
    return known._replace(answer=bad, handling="refused", document=None, understood=False)


def node(
    number: int, at: int, said: str, way: tuple[str, ...] = (), end: NodeEnd = "", *verbs: str
) -> Node:
    return Node(number, at, said, way, end=end, verbs=verbs)


def edge(
    start: int,
    kind: ChoiceKind,
    word: str,
    end: int | None = None,
    state: EdgeState = "answered",
    address: str = "POST /menu",
) -> Edge:
    return Edge(start, kind, word, end, state, address, steps=(word,))


def fault(
    rule: str, message: str, at: int, way: tuple[str, ...], level: Level = "error", ways: int = 1
) -> Finding:
    code = 11200 if level == "error" else None
    known = finding(rule, message, level=level, code=code, hop=at, help="mend it")
    return known._replace(way=way, ways=ways)


HOPS = (
    reached(1, None, "webhook", "/voice", WELCOME, "Gather", "Redirect"),
    reached(2, 1, "action", "/menu", SALES, "Dial"),
    reached(3, 2, "action", "/dialled", "")._replace(
        answer=answer(b"", 307, "text/html", ("Location", "/box")), handling="redirect"
    ),
    reached(4, 3, "http-redirect", "/box", RECORD, "Say", "Record"),
    reached(5, 1, "action", "/menu", ""),
    reached(6, 4, "action", "/done", THANKS, "Say", "Hangup"),
    reached(7, 4, "callback", "/recorded", ""),
    reached(8, 1, "twiml-redirect", "/bye", GOODBYE, "Say", "Hangup"),
)
"""Of the menu; the third is no node of its own, the seventh no part of the call."""
NODES = (
    node(1, 1, "Welcome. Press 1 for sales, 2 for support.", (), "", "Gather", "Redirect")._replace(
        keys=("1", "2"), seen=9
    ),
    node(2, 2, "", ("1",), "", "Dial"),
    node(3, 4, "Leave a message.", DIALLED, "", "Say", "Record"),
    node(4, 5, "", ("2",), "error"),
    node(5, 6, "Thank you.", DONE, "hangup", "Say", "Hangup"),
    node(6, 8, "Goodbye.", ("silence",), "hangup", "Say", "Hangup"),
)
EDGES = (
    edge(1, "keys", "1", 2)._replace(announced=True),
    edge(1, "keys", "2", 4, "failed")._replace(announced=True),
    edge(1, "keys", "9", 1)._replace(repeats=4),
    edge(1, "silence", "silence", 6)._replace(certain=False),
    edge(2, "outcome", "busy", 3, "answered", "POST /dialled"),
    edge(2, "outcome", "completed", None, "dead", "POST /dialled"),
    edge(2, "outcome", "failed", 3, "answered", "POST /dialled"),
    edge(3, "outcome", "recorded", 5, "answered", "POST /done"),
    edge(3, "callback", "recordingStatusCallback", None, "failed", "POST /recorded"),
    edge(5, "redirect", "", 5, "answered", "POST /done"),
)
FAULTS = (
    fault("http-error", "the webhook responded with 500", 5, ("2",), ways=2),
    finding(
        "unknown-attribute",
        '<Say> has no attribute "voise"',
        place(RECORD, "voise", "Response", "Say"),
        hop=4,
    )._replace(way=DIALLED, ways=2),
    fault("callback-failed", "the recordingStatusCallback responded with 500", 7, STATUS),
    fault("unhandled-outcome", "nothing handles what follows", 2, ("1",), "info"),
)
MAP = CallMap(NODES, EDGES, calls=22, requests=70, again=AGAIN)


def _target(findings: tuple[Finding, ...], whole: CallMap) -> TargetResult:
    made = check(list(HOPS), list(findings), would="A caller can get to 6 places.")
    return made._replace(target="/voice", call_map=whole)


def menu() -> TargetResult:
    """Errors behind a key, behind a redirect and outside the call."""
    return _target(FAULTS, MAP)


def mended() -> TargetResult:
    """The same with nothing that fails it."""
    states = (each._replace(state="answered") for each in MAP.edges)
    return _target(FAULTS[3:], MAP._replace(edges=tuple(states)))._replace(verdict="pass")


def cut_short() -> TargetResult:
    """The same, with choices that the budget left."""
    left = (
        edge(3, "outcome", "pause", None, "budget", "POST /done"),
        edge(3, "hangup", "hangup", None, "host", "POST other.example/done"),
    )
    whole = MAP._replace(edges=(*mended().call_map.edges, *left))  # type: ignore[union-attr]
    why = "70 requests (--budget), and 1 choice was not asked"
    return _target(FAULTS[3:], whole)._replace(verdict="undecided", undecided=why)


def conversation() -> TargetResult:
    """Messages: it begins with a choice, and a second caller gets other answers."""
    first = reached(1, None, "message", "/sms", "<Response><Message>Hi</Message></Response>")
    second = reached(2, 1, "message", "/sms", "<Response/>")
    third = reached(3, None, "message", "/sms", "<Response><Message>Who?</Message></Response>")
    nodes = (
        node(1, 1, "Hi", ('"Hello"',), "", "Message"),
        node(2, 2, "", ('"Hello"', '"STOP"'), "silence"),
        node(3, 3, "Who?", ('"Hello"',), "end", "Message")._replace(caller="withheld"),
    )
    edges = (
        edge(0, "message", '"Hello"', 1, "answered", "POST /sms"),
        edge(1, "message", '"STOP"', 2, "answered", "POST /sms"),
    )
    hops = [each._replace(event=SMS) for each in (first, second, third)]
    made = check(hops, [], "pass", "Twilio would send one reply.")
    return made._replace(target="/sms", call_map=CallMap(nodes, edges, 3, 5))


def alone() -> TargetResult:
    """A call that ends before anybody can choose."""
    only = reached(1, None, "webhook", "/voice", THANKS, "Say", "Hangup")
    whole = CallMap((node(1, 1, "Thank you.", (), "hangup", "Say", "Hangup"),), (), 1, 1, AGAIN)
    return check([only], [], "pass", "Twilio would run Say.")._replace(call_map=whole)


EXPLORED = {
    make.__name__: make for make in (menu, mended, cut_short, conversation, alone)
}  # fmt: skip


def saying(text: str) -> Run:
    """The menu with one text wherever an app or a user can write in a map."""
    whole = menu()
    way = (f'"{text}"', text)
    places = (each._replace(said=text, way=way, verbs=(text,), keys=(text,)) for each in NODES)
    leads = (each._replace(word=text, address=text, steps=way) for each in EDGES)
    found = (each._replace(way=way) for each in whole.findings)
    return run(
        whole._replace(
            call_map=CallMap(tuple(places), tuple(leads), 22, 70, text), findings=tuple(found)
        )
    )
