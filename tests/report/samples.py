"""Runs made of plain model values, one for each thing that a report must draw well."""

from typing import Literal

from twiml_check.model.assistant import Turn
from twiml_check.model.document import Document, Element
from twiml_check.model.exchange import Answer, Event, Fields, Request, TransportError
from twiml_check.model.finding import Finding, Level
from twiml_check.model.run import (
    Comparison,
    Expected,
    FlowExit,
    Hop,
    Latency,
    Outcome,
    ResolvedNumber,
    Run,
    TargetResult,
)
from twiml_check.model.source import Location, Source
from twiml_check.report.expectations import NOT_ASKED
from twiml_check.web.url import Url

SMS = Event("sms", "messaging", "an incoming text message", ())
VOICE = Event("voice", "voice", "an incoming call", ())
SAY = "https://www.twilio.com/docs/voice/twiml/say"
HOST = "https://example.com"

PARAMS: Fields = (
    ("MessageSid", "SM0123456789abcdef0123456789abcdef"),
    ("From", "+15558675309"),
    ("Body", "zwei Zeilen\nund ein \x1b[31mESC"),
    ("Empty", ""),
)


def document(text: str, *verbs: str, encoding: str = "utf-8") -> Document:
    root = Element("Response", {}, 0, None)
    root.children.extend(Element(verb, {}, 0, root) for verb in verbs)
    return Document(Source(text.encode(encoding), encoding), root)


def request(url: str, method: str = "POST", params: Fields = PARAMS) -> Request:
    headers = (("User-Agent", "TwilioProxy/1.1"), ("X-Twilio-Signature", "c2lnbmF0dXJl"))
    body = b"Body=zwei+Zeilen&From=%2B15558675309" if params else b""
    return Request(method, Url.parse(url), Url.parse(url), params, headers, body)


def answer(
    body: bytes, status: int = 200, content_type: str = "text/xml", *more: tuple[str, str]
) -> Answer:
    return Answer(status, (("Content-Type", content_type), *more), body, 12.34)


def place(text: str, word: str, *path: str, length: int | None = None) -> Location:
    """Where `word` first stands in the text, counted here independently of `Source`."""
    before = text[: text.index(word)].replace("\r\n", "\n").replace("\r", "\n")
    column = len(before) - before.rfind("\n")
    return Location(before.count("\n") + 1, column, length or len(word), path)


def finding(
    rule: str,
    message: str,
    location: Location | None = None,
    *,
    level: Level = "error",
    code: int | None = 12200,
    hop: int = 1,
    help: str = "",  # noqa: A002 (the model's own word)
    note: str = "",
    label: str = "",
    doc: str = "",
) -> Finding:
    weight: Literal["error", "warning"] = "warning" if code and code >= 12100 else "error"
    twilio_level = weight if code else None
    return Finding(rule, level, code, twilio_level, message, help, note, label, hop, location, doc)


def hop(text: str, *verbs: str, number: int = 1, url: str = f"{HOST}/voice") -> Hop:
    """A document that came over HTTP."""
    return Hop(
        number=number,
        via="webhook" if number == 1 else "twiml-redirect",
        event=VOICE,
        name=url,
        request=request(url),
        answer=answer(text.encode()),
        handling="twiml",
        document=document(text, *verbs),
        understood=True,
        verbs=verbs,
        came_from=number - 1 or None,
    )


def file(text: str, path: str) -> Hop:
    return Hop(1, "file", VOICE, path, document=document(text), understood=True, verbs=("Say",))


def check(
    hops: list[Hop],
    findings: list[Finding],
    verdict: Outcome = "fail",
    would: str = "Twilio would say “an application error has occurred”.",
    undecided: str = "",
) -> TargetResult:
    event = hops[0].event.name
    return TargetResult(
        hops[0].name, event, verdict, tuple(hops), tuple(findings), would, undecided
    )


def run(*checks: TargetResult) -> Run:
    return Run(checks, 45.678)


def passing() -> Run:
    text = "<Response><Message>The chest is open.</Message></Response>"
    first = hop(text, "Message", url="http://127.0.0.1:5000/sms")._replace(event=SMS)
    return run(check([first], [], "pass", "Twilio would send one message."))


def one_line() -> Run:
    """The whole document on one line, as twilio-python writes it; the fault in column 112."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="/menu/main" '
        'finishOnKey="#" numDigits="1"><Say voise="alice">For sales press one, for '
        "support press two, for everything else stay on the line.</Say></Gather></Response>"
    )
    fault = finding(
        "unknown-attribute",
        '<Say> has no attribute "voise"',
        place(text, "voise", "Response", "Gather", "Say"),
        label="not defined for <Say>",
        note="It ignores the attribute and speaks with the default voice.",
        help='did you mean "voice"?',
        doc=SAY,
    )
    redirect = hop("<Response><Redirect>/menu</Redirect></Response>", "Redirect")
    second = hop(text, "Gather", number=2, url=f"{HOST}/menu")
    return run(check([redirect, second], [fault._replace(hop=2)]))


def wide_text() -> Run:
    """Tabs, double-width, combining and invisible characters before and under the fault."""
    text = (
        "<Response>\n"
        '\t\t<Say language="ja-JP">こんにちは、世界</Say><Say loup="2">x</Say>\n'
        "\t<Say>cafe\u0301 na\u0308ive</Say><Say 声=\"a\">\u200b\u202e</Say><Play looop='1'/>\n"
        "</Response>"
    )
    say = ("Response", "Say")
    words = (("loup", say), ("声", say), ("looop", ("Response", "Play")))
    faults = [
        finding(
            f"unknown-attribute-{number}",
            f'<{path[-1]}> has no attribute "{word}"',
            place(text, word, *path),
            label="not defined",
        )
        for number, (word, path) in enumerate(words)
    ]
    return run(check([hop(text, "Say", "Say", "Say", "Say", "Play")], faults))


def hostile() -> Run:
    """Markup, escape sequences, direction overrides and line feeds wherever a server can write."""
    evil = "[bold red]x[/] [link=file:///etc]:smile: \x1b]0;title\x07\x1b[2J\u202egnp.exe\r\n\x9b1m"
    text = f"<Response><Say a='{evil}'>\x00\ud800</Say></Response>".replace("\ud800", "")
    snapshot = hop(text, "[blink]Say\x1b[5m", url=f"{HOST}/\x1b[31m[bold]")
    headers = (("Content-Type", evil), ("X-\x1bEvil\n", evil), ("Set-Cookie", "session=hunter2"))
    received = Answer(299, headers, text.encode(), 3.2)
    fault = finding(
        "some-rule",
        evil,
        place(text, "[bold", "Response", evil, length=9),
        label=evil,
        note=evil,
        help=evil,
        doc="https://example.com/\x1b]8;;",
    )
    whole = snapshot._replace(answer=received)
    return run(check([whole], [fault], would=evil)._replace(target=evil))


def secrets() -> Run:
    """Passwords in the target, in headers, in a parameter, in the body and under the caret."""
    text = (
        "<Response><Redirect>https://ann:hunter2@example.com/next</Redirect>\n"
        '<Dial><Sip username="ann" password="hunter2">sip:bob@example.com</Sip></Dial></Response>'
    )
    asked = request(
        "https://example.com/a", params=(("ErrorUrl", "https://ann:hunter2@example.com/"),)
    )
    asked = asked._replace(body=b"ErrorUrl=https%3A%2F%2Fann%3Ahunter2%40example.com%2F")
    received = answer(
        text.encode(),
        302,
        "text/xml",
        ("Location", "//ann:hunter2@example.com/b"),
        ("Set-Cookie", "hunter2=hunter2"),
        ("Link", "<https://ann:hunter2@example.com/>; rel=next"),
    )
    first = hop(text, "Redirect")._replace(request=asked, answer=received, handling="redirect")
    faults = [
        finding("before", "x", place(text, "https", "Response", "Redirect")),
        finding("inside", "see http://ann:hunter2@example.com", place(text, "hunter2@e")),
        finding("attribute", "x", place(text, "password", "Response", "Dial", "Sip")),
        finding("behind", "x", place(text, "next"), help="http://ann:hunter2@example.com"),
    ]
    return run(check([first], faults))


def redirects() -> Run:
    """HTTP redirects, a fallback, a repeated answer, a URL that fits in no terminal of 80."""
    text = "<Response><Say/><Say/><Say/><Pause/><Redirect/></Response>"
    verbs = ("Say", "Say", "Say", "Pause", "Redirect")
    there = f"{HOST}/a/rather/long/path/that/does/not/fit/there?with=a&query=too"
    moved = hop("", number=1)._replace(
        answer=answer(b"", 307, "text/html; charset=utf-8", ("Location", there)),
        handling="redirect",
        document=None,
        understood=False,
    )
    second = hop(text, *verbs, number=2, url=there)._replace(via="http-redirect")
    third = hop(text, *verbs, number=3, url=there)._replace(repeats=2)
    late = Answer(500, (), b"x" * 70_000, 1_512.0)
    fourth = hop("", number=4)._replace(
        via="fallback", answer=late, document=None, understood=False
    )
    looped = finding(
        "redirect-loop",
        f"{there} redirects to itself",
        hop=3,
        code=None,
        level="warning",
        help="answer with something else than <Redirect> when the call comes round again, "
        "or keep a counter in a cookie or in the query string and stop at three",
    )
    failed = finding("http-status", "the webhook responded with 500", code=11200, hop=4, doc=SAY)
    return run(check([moved, second, third, fourth], [looped, failed]))


def no_answer() -> Run:
    failure = TransportError("connection-refused", "nothing listens on 127.0.0.1:5000")
    nothing = hop("", url="http://127.0.0.1:5000/sms")._replace(
        event=SMS,
        answer=Answer(None, (), b"", 0.7, failure),
        handling="none",
        document=None,
        understood=False,
    )
    refused = finding(
        "connection-refused",
        "nothing listens on 127.0.0.1:5000",
        code=11200,
        help="start the webhook, or correct the port",
    )
    return run(check([nothing], [refused], would="The sender would get no reply."))


def many_alike() -> Run:
    text = "<Response>\n" + '  <Say voise="a"/>\n' * 12 + "</Response>"
    faults = [
        finding(
            "unknown-attribute",
            '<Say> has no attribute "voise"',
            Location(line, 8, 5, ("Response", "Say")),
        )
        for line in range(2, 14)
    ]
    other = finding("deprecated-verb", "<Say> is old", Location(11, 4, 3), level="info", code=None)
    return run(check([file(text, "many.xml")], [*faults[:9], other, *faults[9:]]))


def long_words() -> Run:
    """A value longer than the terminal, a label longer than it, a word that must not break."""
    value = "https://example.com/" + "x" * 300 + "?end"
    text = f'<Response><Play loop="1">{value}</Play><Say voise="a">b</Say></Response>'
    faults = [
        finding(
            "long-value",
            f"{value} is too long for <Play>",
            place(text, value, "Response", "Play"),
            label="longer than a URL may be",
        ),
        finding(
            "long-label",
            "something with a long label",
            place(text, "voise", *("Response", *["Gather"] * 40, "Say")),
            label="this attribute is not defined for <Say>, where it would be ignored by Twilio",
            help=value,
            doc=value,
        ),
    ]
    return run(check([file(text, "dir with blanks/long.xml")], faults))


def several() -> Run:
    limit = passing().checks[0]._replace(verdict="undecided", undecided="3 hops (--max-hops)")
    return run(passing().checks[0], limit._replace(target=f"{HOST}/two"), no_answer().checks[0])


def files() -> Run:
    good = "<Response><Say>x</Say></Response>"
    bad = '<Response>\r\n\r\n  <Say voise="alice">Hi</Say>\r\n</Response>\r\n'
    fault = finding(
        "unknown-attribute", "what?", place(bad, "voise", "Response", "Say"), level="warning"
    )
    return run(
        check([file(good, "a.xml")], [], "pass", ""),
        check([file(bad, "b/c.xml")], [fault], "pass", ""),
        check([file(good, "-")], [], "pass", ""),
    )


def clean_files() -> Run:
    return Run(tuple(each for each in files().checks if not each.findings), 3.0)


def clean_file() -> Run:
    return Run(clean_files().checks[:1], 3.0)


def wishes() -> tuple[Expected, ...]:
    """One of each kind, met, unmet and left open."""
    return (
        Expected("xpath", ".//Say", True, 1),
        Expected("text", "press one", True, 1),
        Expected("any-hop", "Record", False, 1, found="Say, Gather, Redirect"),
        Expected("text", "Guten Tag", False, 1, found='"Welcome. For sales press one."'),
        Expected(
            "chain", "/voice → /menu", False, words="the chain /voice → /menu", found="/voice"
        ),
        Expected("any-hop", "Hangup", False, 1, undecided="3 hops (--max-hops)"),
    )


def expected() -> Run:
    """Expectations of a suite: some are not met, though Twilio would not complain."""
    text = "<Response><Say>Welcome. For sales press one.</Say><Gather/><Redirect/></Response>"
    whole = check([hop(text, "Say", "Gather", "Redirect")], [], would="Twilio would run Say.")
    named = whole._replace(name="the main menu", written=("twiml-check.toml", 12))
    latency = Latency(5, 3.2, 4.4, 812.0)
    return run(named._replace(expectations=wishes(), latency=latency))


def suite() -> Run:
    """What only a suite, a snapshot or --fail-fast make of a target, with others beside it."""
    fails, faulty = expected().checks[0], one_line().checks[0]
    met = passing().checks[0]._replace(expectations=wishes()[:1])
    passes = met._replace(name="order by text", written=("twiml-check.toml", 20))
    verdict = Expected("verdict", "fail", True, words="the verdict FAIL")
    known = faulty._replace(
        name="the old menu",
        verdict="pass",
        would="It fails, as expected. Twilio would run Gather.",
        expectations=(verdict,),
        written=("twiml-check.toml", 31),
    )
    app = ResolvedNumber("+16515550142", "application", "AP0123456789abcdef0123456789abcdef")
    number = passing().checks[0]._replace(target=app.number, resolved=app)
    skipped = TargetResult(f"{HOST}/late", "sms", "undecided", (), (), undecided=NOT_ASKED)
    return run(fails, passes, known, number, changed().checks[0], skipped)


def changed() -> Run:
    """An answer that is not that of the snapshot."""
    diff = (
        "@@ -1,4 +1,4 @@", " POST /sms: 200, twiml", " <Response>",
        "-  <Message>The chest is shut.</Message>", "+  <Message>The chest is open.</Message>",
        " </Response>",
    )  # fmt: skip
    fault = finding("changed-answer", "the answer is not that of the snapshot", code=None)
    whole = passing().checks[0]._replace(verdict="fail", findings=(fault,))
    compared = whole._replace(comparison=Comparison("staging.json", "changed", diff))
    return run(compared)._replace(missing=("/voice", "/status"))


def flow_exit() -> Run:
    """A TwiML Redirect of a Studio flow that leads out and comes back."""
    first = file('{"states": []}', "flow.json")
    text = "<Response><Message>Hi</Message><Redirect/></Response>"
    out = hop(text, "Message", "Redirect", number=2)._replace(via="studio-redirect", event=SMS)
    back = Hop(3, "studio-return", SMS, "https://webhooks.twilio.com/v1/F", came_from=2)
    would = "Twilio would send one reply. The return brings control back, and the flow goes on."
    whole = check([first, out, back], [], "pass", would)._replace(target="flow.json#redirect_1")
    url = '<Response><Redirect method="POST">https://example.com/sms</Redirect></Response>'
    variables = (("widgets.redirect_1.choice", "two"), ("widgets.redirect_1.name", "Ann"))
    return run(whole._replace(flow_exit=FlowExit("redirect_1", url, "return", "send_2", variables)))


def talk() -> Run:
    """A task of an assistant, with a fault in the file that holds it."""
    text = '{"tasks": [\n  {"unique_name": "greet", "actions": {"actions": [{"sey": "Hi"}]}}\n]}'
    schema = file(text, "assistant.json")._replace(verbs=(), understood=False)
    turn = Turn(file="assistant.json", known=True)
    task = schema._replace(number=2, via="task", name="task://greet", came_from=1, turn=turn)
    fault = finding("unknown-action", 'there is no action "sey"', place(text, '"sey"'), hop=2)
    return run(check([schema, task], [fault], would="Autopilot would log an error."))


def quest() -> Run:
    """A chest that stays shut: one request is as it should be, the next is not."""
    met = Expected("quest", "Message", True, 1, "a <Message> to the sender")
    first = passing().checks[0]._replace(expectations=(met,))
    words = "a <Message> that names the sender"
    unmet = Expected("quest", "Message", False, 1, words, found='"The chest is open."')
    return Run((first, first._replace(verdict="fail", expectations=(unmet,))), 12.0, "message")


def opened() -> Run:
    return Run(quest().checks[:1], 12.0, "message")


RUNS = {
    make.__name__: make
    for make in (
        passing, one_line, wide_text, hostile, secrets, redirects, no_answer, many_alike,
        long_words, several, files, clean_files, clean_file, expected, suite, changed, flow_exit,
        talk, quest, opened,
    )
}  # fmt: skip
