"""Explored targets made by hand: a small call, a conversation, a large one, a hostile one."""

from twiml_check.model.call_map import CallMap, ChoiceKind, Edge, EdgeState, Node, NodeEnd
from twiml_check.model.exchange import Answer, Fields
from twiml_check.model.run import Hop, Run, TargetResult

from .samples import SMS, check, document, finding, hop, place, request, run

APP = "http://127.0.0.1:5000"
AGAIN = f"twiml-check explore {APP}/answer"
MENU = (
    '<Response><Gather action="/choose" numDigits="1"><Say voise="alice">For sales press one, for '
    "support press two.</Say></Gather><Redirect>/answer</Redirect></Response>"
)


def calling(number: int, *more: tuple[str, str]) -> Fields:
    """The parameters of one of many calls."""
    sid, caller = f"CA{number:032x}", f"+1415555{100 + number:04d}"
    return (("CallSid", sid), ("From", caller), ("Caller", caller), ("To", "+15005550006"), *more)


def shown(
    number: int, path: str, text: str, *verbs: str, before: int | None = None, **more: str
) -> Hop:
    """The hop of a node; each has a call of its own."""
    asked = request(f"{APP}{path}", params=calling(number, *more.items()))
    whole = hop(text, *verbs, number=number, url=f"{APP}{path}")
    return whole._replace(request=asked, came_from=before, via="action" if before else "webhook")


def error(of: Hop, status: int = 500) -> Hop:
    received = Answer(status, (("Content-Type", "text/html"),), b"oops", 3.0)
    return of._replace(
        answer=received, document=None, understood=False, verbs=(), handling="refused"
    )


def edge(
    start: int,
    word: str,
    end: int | None = None,
    *,
    kind: ChoiceKind = "keys",
    state: EdgeState = "answered",
    address: str = "POST /choose",
    announced: bool = False,
    repeats: int = 1,
    steps: tuple[str, ...] = (),
) -> Edge:
    return Edge(
        start, kind, word, end, state, address,
        announced=announced, repeats=repeats, steps=steps or (word,),
    )  # fmt: skip


def node(
    number: int,
    said: str,
    *way: str,
    end: NodeEnd = "",
    verbs: tuple[str, ...] = ("Say",),
    hop: int = 0,
    keys: tuple[str, ...] = (),
) -> Node:
    return Node(number, hop or number, said, way, end=end, verbs=verbs, keys=keys)


def explored(
    hops: list[Hop], nodes: list[Node], edges: list[Edge], findings: list[object] | None = None
) -> TargetResult:
    whole = check(hops, findings or [], would="Twilio would read the menu.")  # type: ignore[arg-type]
    known = CallMap(tuple(nodes), tuple(edges), 22, 70, AGAIN)
    return whole._replace(target=f"{APP}/answer", call_map=known)


def small() -> Run:
    """A menu, a second one, an agent, a message, errors, callbacks, choices that were not asked."""
    hops = [
        shown(1, "/answer", MENU, "Gather", "Redirect"),
        shown(2, "/choose", MENU, "Gather", before=1, Digits="1"),
        shown(3, "/choose", "<Response><Dial>+1</Dial></Response>", "Dial", before=1, Digits="2"),
        error(shown(4, "/choose", "", before=1, Digits="*")),
        shown(5, "/choose", "<Response><Say>Bye</Say></Response>", "Say", before=2, Digits="1"),
        shown(
            6,
            "/dialed",
            "<Response><Record/></Response>",
            "Record",
            before=3,
            DialCallStatus="busy",
        ),
        shown(7, "/whisper", "<Response><Say>A call</Say></Response>", "Say", before=3),
    ]
    nodes = [
        node(
            1,
            "For sales press one, for support press two.",
            verbs=("Gather", "Redirect"),
            keys=("1", "2"),
        ),
        node(2, "Please choose a colour, then press the pound key, and wait for the answer", "1"),
        node(3, "", "2", verbs=("Dial",)),
        node(4, "", "*", end="error", verbs=()),
        node(5, "Bye", "1", "1", end="hangup"),
        node(6, "Please leave a message", "2", "busy", end="end", verbs=("Say", "Record")),
        node(7, "A call for you", "2", "whisper", end="end")._replace(branch="whisper"),
    ]
    edges = [
        *(edge(1, key, 1, address="POST /choose") for key in "3456789"),
        edge(1, "0", 1),
        edge(1, "1", 2, announced=True),
        edge(1, "2", 3, announced=True),
        edge(1, "*", 4, state="failed"),
        edge(1, "silence", 1, kind="silence", repeats=5),
        edge(2, "1", 5),
        edge(2, "2", None, state="budget"),
        edge(2, "3", None, state="budget"),
        edge(
            2,
            '"blue"',
            None,
            kind="speech",
            state="host",
            address="POST https://other.example.com/x",
        ),
        edge(2, "silence", 1, kind="redirect"),
        edge(3, "busy", 6, kind="outcome"),
        edge(3, "no-answer", 6, kind="outcome"),
        edge(3, "completed", 6, kind="outcome"),
        edge(3, "whisper", 7, kind="branch"),
        edge(3, "statusCallback", None, kind="callback", state="failed"),
        edge(6, "hangup", None, kind="hangup"),
        edge(6, "silence", 1, kind="redirect"),
    ]
    faults = [
        finding(
            "unknown-attribute", '<Say> has no attribute "voise"', place(MENU, "voise"),
            label="not defined for <Say>", help='did you mean "voice"?', hop=2,
        )._replace(way=("1",), ways=1),
        finding("http-error", "the webhook responded with 500", code=11200, hop=4)._replace(
            way=("*",), ways=3
        ),
        finding("ends-without-a-word", "it ends without a word", level="warning", code=None, hop=6)
        ._replace(way=("2", "busy"), ways=3),
    ]  # fmt: skip
    return run(explored(hops, nodes, edges, list(faults)))


def conversation() -> Run:
    """Messages: the beginning is node 0, and two words lead to the same answer."""
    text = "<Response><Message>Reply YES or NO</Message></Response>"
    hops = [shown(number, "/sms", text, "Message", before=number - 1 or None) for number in (1, 2)]
    hops = [
        each._replace(event=SMS, request=request(f"{APP}/sms", params=texting(each.number)))
        for each in hops
    ]
    nodes = [
        node(1, "Reply YES or NO", '"Hello"', verbs=("Message",)),
        node(2, "Thanks", '"Hello"', '"YES"', end="end", verbs=("Message",)),
    ]
    edges = [
        edge(0, '"Hello"', 1, kind="message"),
        edge(0, '"1"', 1, kind="message"),
        edge(1, '"YES"', 2, kind="message", announced=True),
        edge(1, '"STOP"', None, kind="message", state="depth"),
        edge(2, '"Hello"', 1, kind="message"),
    ]
    whole = explored(hops, nodes, edges)
    return run(whole._replace(event="sms", verdict="pass", target=f"{APP}/sms"))


def texting(number: int) -> Fields:
    sender = f"+1415555{100 + number:04d}"
    return (("MessageSid", f"SM{number:032x}"), ("From", sender), ("Body", "Hello"))


def many(count: int = 300) -> Run:
    """A menu of menus, eight keys each, and from every place the ways back."""
    text = "<Response><Gather><Say>Menu</Say></Gather></Response>"
    hops: list[Hop] = []
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number in range(1, count + 1):
        above = (number - 2) // 8 + 1 if number > 1 else None
        key = str((number - 2) % 8 + 1)
        way = (*nodes[above - 1].way, key) if above else ()
        last = (count - 2) // 8 + 1 < number
        shot = shown(
            number,
            f"/menu/{number}",
            text.replace("Menu", f"Menu {number}"),
            "Gather",
            before=above,
            Digits=key,
        )
        bad = last and number % 37 == 5
        hops.append(error(shot) if bad else shot)
        end: NodeEnd = "error" if bad else "hangup" if last else ""
        nodes.append(
            node(
                number,
                "" if bad else f"This is menu {number}, please press a key now",
                *way,
                end=end,
            )
        )
        if above:
            edges.append(
                edge(above, key, number, state="failed" if bad else "answered", announced=True)
            )
        if not last and not bad:
            edges += [edge(number, other, 1) for other in "90*"]
            edges.append(edge(number, "silence", number, kind="silence", repeats=5))
    return run(explored(hops, nodes, edges))


def hostile(text: str) -> Run:
    """A call in which each text from outside is this one."""
    clean = text.encode("utf-8", "replace").decode()
    first = shown(1, "/", "<Response/>")._replace(
        name=text, verbs=(text,), document=document(clean, text)
    )
    second = first._replace(number=2, came_from=1, via="action")
    odd = node(2, text, f'"{text}"', "1", end="silence", verbs=(text,), keys=(text,))
    nodes = [node(1, text, verbs=(text,), keys=(text,)), odd._replace(caller="nowhere")]
    edges = [
        edge(1, f'"{text}"', 2, kind="speech", address=text),
        edge(1, f'"{text}"', 1, kind="message", address=text, repeats=2),
        edge(2, text, None, kind="callback", state="failed", address=text),
        edge(2, text, None, kind="outcome", state="host", address=text, steps=(text, text)),
    ]
    fault = finding("some-rule", text, hop=2, help=text, note=text, label=text, doc=text)
    whole = explored([first, second], nodes, edges, [fault._replace(way=(f'"{text}"',), ways=2)])
    known = whole.call_map
    assert known
    return run(whole._replace(target=text, would=text, call_map=known._replace(again=text)))


MAPS = {"small": small, "conversation": conversation, "many": many}
