"""Calls and conversations to explore: odd answers behind menus, which lead back or never end."""

from random import Random
from xml.sax.saxutils import escape, quoteattr

from tests.fuzz.answers import answer, plain
from tests.fuzz.case import VARYING, Case, Served
from tests.fuzz.documents import big, document, spoilt
from tests.fuzz.mutate import maybe, text

PATHS = ("/0", "/1", "/2", "/3", "/next", "/fallback")
ADDRESSES = (
    *PATHS, "", "?", "1", "?x=1", "/0?a=b&c", "{origin}/1", "//127.0.0.1:1/", "http://[::1",
    "ftp://x/", "http://example.invalid/", "http://user:secret@127.0.0.1:1/x", "/%zz?", "/ä",
    " /1 ", "http://10.0.0.1/", "javascript:alert(1)", "/none", f"/1?k={VARYING.decode()}",
    "/" + "x" * 3000,
)  # fmt: skip
PROMPTS = (
    "Press 1 for sales, 2 to 4 for others.", "Reply YES or no.", "Your 5 digit zip code", "",
    "You said {}.", f"Ticket {VARYING.decode()}.", "1. A 2. B", "between 1 and 99999", "\u202eabc",
    '"quoted" and \\', "Text STOP", "::error::x", "</script><script>", "9" * 500, "| a | b |",
)  # fmt: skip
SWITCHES = (
    (), (), (), ("--no-callbacks",), ("--patience", "0"), ("--depth", "2"), ("-j", "1"),
    ("-j", "3"),
    ("--caller", "sip"), ("--caller", "withheld", "--caller", "plain"), ("--digits", "94110"),
    ("--say", 'a "b" \\ \n'), ("--say", ""), ("--fallback", "{origin}/fallback"),
    ("--method", "GET"),
    ("--auth-token", "0123456789"), ("--public-url", "https://example.com/0"), ("--pci",),
    ("--min-coverage", "90"), ("--expect", ".//Say"), ("--param", "Digits=1"),
    ("--fail-on", "never"),
    ("--ignore", "http-error"), ("--allow-host", "127.0.0.1:1"), ("--max-time", "20"),
)  # fmt: skip
EVENTS = ("voice", "voice", "voice", "sms", "whatsapp", "voice-fallback")
ROOMY = "40"
"""Requests of one case: enough to get behind the second menu."""


def make(chance: Random, origin: str) -> Case:
    """A webhook that leads to others of the same server, explored in one of several ways."""
    site = {path: _answer(chance, origin) for path in PATHS}
    switches = [each.replace("{origin}", origin) for each in chance.choice(SWITCHES)]
    target = f"{origin}/0{chance.choice(('', '', '?a=b', '?ä=%zz'))}"
    budget = chance.choice(("1", "3", "12", ROOMY, ROOMY))
    event = chance.choice(EVENTS)
    return Case(("explore", target, "--event", event, "--budget", budget, *switches), site=site)


def _answer(chance: Random, origin: str) -> Served:
    if maybe(chance, 0.15):
        return answer(chance, origin)
    if maybe(chance, 0.03):
        return Served(plain(big(chance)), "keep")
    verbs = [_verb(chance) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    if maybe(chance, 0.2):
        verbs.insert(chance.randint(0, len(verbs)), _inside(document(chance)))
    written = f"<Response>{''.join(verbs)}</Response>".replace("{origin}", origin)
    raw = spoilt(chance, written) if maybe(chance, 0.15) else written.encode("utf-8", "replace")
    return Served(plain(raw), "keep")


def _verb(chance: Random) -> str:
    """A verb that waits, or leads on; its addresses are those of the same server, mostly."""
    words = _prompt(chance)
    action = f" action={quoteattr(_address(chance))}" if maybe(chance, 0.8) else ""
    party = "".join(
        f" {name}={quoteattr(_address(chance))}"
        for name in chance.sample(("url", "statusCallback", "amdStatusCallback"), 2)
        if maybe(chance, 0.5)
    )
    say = f"<Say>{words}</Say>"
    return chance.choice(
        (
            f"<Gather{action}{_gather(chance)}>{say}</Gather>",
            f"<Gather{action}{_gather(chance)}>{say}</Gather>{say}",
            f"<Record{action}{_record(chance)}/>",
            f"<Dial{action}><Number{party}>+12025550143</Number></Dial>",
            f'<Dial{action} record="true">{_room(chance)}</Dial>',
            f"<Dial{action}><Queue{party}>q</Queue></Dial>",
            f"<Enqueue{action} waitUrl={quoteattr(_address(chance))}>q</Enqueue>",
            f'<Connect{action}><ConversationRelay url="wss://x.example/"/></Connect>',
            f"<Pay{action}/>",
            f"<Refer{action}><Sip>sip:a@b.example</Sip></Refer>",
            f"<Sms{action}>{words}</Sms>",
            f"<Message{action} statusCallback={quoteattr(_address(chance))}>{words}</Message>",
            f"<Message>{words}</Message>",
            f"<Redirect>{escape(_address(chance))}</Redirect>",
            f"{say}<Redirect>{escape(_address(chance))}</Redirect>",
            f"{say}<Hangup/>",
            say,
            "<Reject/>",
            "<Leave/>",
        )
    )


def _room(chance: Random) -> str:
    return f"<Conference waitUrl={quoteattr(_address(chance))}>r</Conference>"


def _gather(chance: Random) -> str:
    given = {
        "numDigits": chance.choice(("1", "1", "1", "4", "0", "999", "x")),
        "finishOnKey": chance.choice(("", "#", "*", "0123456789", "12#", "a")),
        "input": chance.choice(("speech", "dtmf", "dtmf speech", "", "x")),
        "hints": chance.choice((_prompt(chance), "a,b,,c", "h," * 300, "x" * 5000)),
        "actionOnEmptyResult": chance.choice(("true", "false", "")),
        "partialResultCallback": _address(chance),
        "method": chance.choice(("GET", "get", "PUT", "")),
    }
    return _some(chance, given)


def _record(chance: Random) -> str:
    given = {
        "recordingStatusCallback": _address(chance), "transcribe": "true", "finishOnKey": "",
        "transcribeCallback": _address(chance), "recordingStatusCallbackMethod": "GET",
    }  # fmt: skip
    return _some(chance, given)


def _some(chance: Random, given: dict[str, str]) -> str:
    named = chance.sample(list(given), chance.choice((0, 1, 2, 4)))
    return "".join(f" {name}={quoteattr(_clean(given[name]))}" for name in named)


def _address(chance: Random) -> str:
    if maybe(chance, 0.05):
        return _clean(text(chance))
    return chance.choice(PATHS if maybe(chance, 0.7) else ADDRESSES)


def _prompt(chance: Random) -> str:
    words = chance.choice(PROMPTS) if maybe(chance, 0.7) else text(chance)
    return escape(_clean(words))


def _inside(written: str) -> str:
    return written.removeprefix("<Response>").removesuffix("</Response>")


def _clean(written: str) -> str:
    """Without what no XML can hold."""
    return "".join(char for char in written if char.isprintable() or char in "\t\n")
