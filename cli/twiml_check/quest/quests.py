"""All quests. A quest with one request is a row; the others are functions."""

from collections.abc import Callable, Sequence

from twiml_check.expect.expectations import SECOND, Expectation, Reply, first, speech, text, xpath
from twiml_check.explore.continuations import gather
from twiml_check.explore.continuations.continuation import Choice
from twiml_check.model.run import TargetResult
from twiml_check.quest.quest import Action, Ask, Play, Quest
from twiml_check.vocabulary.answers import AUDIO_TYPES
from twiml_check.vocabulary.events import PERSON

SOUNDS = ("sound", "prompt")
"""The kinds of a URL of <Play>, by its place in a document."""


def quest(words: str, test: Callable[[Reply], bool]) -> Expectation:
    """Return an expectation that no XPath can express."""
    return Expectation("quest", words, test)


def spoken(words: str, test: Callable[[Reply], bool]) -> Expectation:
    """Return an expectation about the text that is said or sent."""
    return Expectation("text", words, test, words=words)


def direct(tag: str, predicates: str = "") -> Expectation:
    """Expect an element directly in <Response>; `tag` has its attributes, to show them."""
    return xpath(tag.partition(" ")[0] + predicates, f"a <{tag}> in <Response>")


def repeats_number() -> Expectation:
    """Expect the number of the sender in the response, with or without spaces in it."""

    def test(reply: Reply) -> bool:
        number = _digits(reply.sent.get("From", ""))
        return bool(number) and number in _digits(speech(reply))

    return spoken("the response repeats the number in From", test)


def repeats_body() -> Expectation:
    """Expect that the response repeats the message."""

    def test(reply: Reply) -> bool:
        body = reply.sent.get("Body", "")
        return bool(body.strip()) and text(body).test(reply)

    return spoken("the response repeats the text in Body", test)


def something_is_said() -> Expectation:
    """Expect that the caller hears a <Say>."""
    return spoken("a <Say> that the caller hears", lambda reply: bool(speech(reply)))


def calls(number: str) -> Expectation:
    """Expect a <Dial> with this number, as its text or in a <Number>."""
    wanted = (_digits(number), _digits(number).removeprefix("1"))

    def test(reply: Reply) -> bool:
        dials = reply.root.iter("Dial") if reply.root is not None else ()
        places = (place for dial in dials for place in (dial, *dial.iter("Number")))
        return any(_digits(place.text or "") in wanted for place in places)

    return quest(f"a <Dial> that calls {number}", test)


def on_host(domain: str) -> Expectation:
    """Expect that the URL of the webhook is on this domain."""

    def test(reply: Reply) -> bool:
        request = reply.hops[0].request
        host = request.url.host if request else ""
        return f".{host}".endswith(f".{domain}")

    return quest(f"the webhook is on {domain}", test)


def plays_sound() -> Expectation:
    """Expect that the first <Play> has the URL of an existing audio file."""

    def test(reply: Reply) -> bool:
        probes = [hop for hop in reply.hops if hop.resource and hop.resource.kind in SOUNDS]
        answers = [hop.answer for hop in probes if hop.resource == probes[0].resource]
        answer = answers[-1] if answers else None
        if answer is None or answer.status is None or answer.status >= 400:
            return False
        return answer.media_type in AUDIO_TYPES

    return quest("the first <Play> has the URL of an existing audio file", test)


def unlike(earlier: Sequence[TargetResult], words: str) -> Expectation:
    """Expect a response that differs from all earlier ones."""

    def test(reply: Reply) -> bool:
        others = [other for check in earlier if (other := first(check.hops))]
        return all(_shape(reply) != _shape(other) for other in others)

    return quest(words, test)


def _shape(reply: Reply) -> object:
    """Return the parts of a response to compare: elements, attributes and texts."""
    if reply.root is None:
        return speech(reply)
    return [
        (element.tag, sorted(element.items()), (element.text or "").split())
        for element in reply.root.iter()
    ]


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


ABROAD = "+442079460142"
"""A fictional number like `PERSON`, in another country."""
FEWEST_HINTS = 3
PLAIN = Ask()
PROBING = Ask(probe=True)
FORWARDED = Ask(body="The second key is under the boat.")
"""A text that no response has by chance."""
FAILED = Ask(params=(("ErrorCode", "11200"), ("ErrorUrl", "https://webhook.example/failed")))
"""The failure that makes Twilio call the fallback."""


def _gather() -> Play:
    asks = xpath("Gather/Say", "a <Gather> in <Response> with a <Say> in it")
    takes = quest("an action that receives the digits", lambda reply: bool(_press(reply)))
    menu = yield Ask((asks, _HAS_ACTION, takes))
    reply = first(menu.hops)
    if entered := _press(reply):
        digits = dict(entered.link.fields)["Digits"]
        says_back = text(digits, f"the response of the action repeats the digits {digits}")
        yield Ask((says_back,), action=entered)


def _gather_speech() -> Play:
    listens = direct('Gather input="speech" action=…', "[@input='speech'][@action!='']")
    prepared = quest(
        f"at least {FEWEST_HINTS} hints, separated by commas",
        lambda reply: len(_hints(_input(reply))) >= FEWEST_HINTS,
    )
    menu = yield Ask((listens, prepared, _HAS_ACTION))
    earlier: list[TargetResult] = []
    reply = first(menu.hops)
    for word in _hints(_input(reply))[:FEWEST_HINTS]:
        if said := _say(reply, word):
            wish = (unlike(earlier, f'"{word}" gets a different response'),) if earlier else ()
            earlier.append((yield Ask(wish, action=said)))


def _input(reply: Reply | None) -> gather.Input | None:
    """Return the input that the first <Gather> of a response accepts; None without one."""
    root = reply.root if reply else None
    found = root.find(".//Gather") if root is not None else None
    return None if found is None or reply is None else gather.input_of(reply.hop, found.attrib)


def _hints(taken: gather.Input | None) -> tuple[str, ...]:
    return taken.hints if taken else ()


def _has_action(reply: Reply) -> bool:
    taken = _input(reply)
    return taken is not None and taken.link is not None


def _press(reply: Reply | None) -> Action | None:
    """Return the action for the keys that the caller presses."""
    taken = _input(reply)
    return _action(reply, gather.press(taken, gather.some_keys(taken)) if taken else None)


def _say(reply: Reply | None, words: str) -> Action | None:
    """Return the action for these words."""
    taken = _input(reply)
    return _action(reply, gather.say(taken, words) if taken else None)


def _action(reply: Reply | None, choice: Choice | None) -> Action | None:
    if reply is None or choice is None or choice.link is None:
        return None
    return Action(choice.link, reply.hop) if choice.kind in ("keys", "speech") else None


_HAS_ACTION = quest("an action that can be requested", _has_action)


def _dial(number: str) -> Play:
    yield Ask((calls(number),))


def _prefix(prefix: str) -> Play:
    one, other = prefix + PERSON[len(prefix) :], _without(prefix)
    local = yield Ask(sender=one)
    yield Ask((unlike([local], f"different responses for {one} and {other}"),), sender=other)


def _reject(number: str) -> Play:
    yield Ask((direct('Reject reason="busy"', "[@reason='busy']"),), sender=number)
    yield Ask((something_is_said(),), sender=_without(number))


def _without(prefix: str) -> str:
    """Return a caller whose number does not begin with this prefix."""
    return ABROAD if PERSON.startswith(prefix) else PERSON


def _single(
    name: str, event: str, summary: str, *expectations: Expectation, ask: Ask = PLAIN
) -> Quest:
    """Return a quest with one request."""

    def play() -> Play:
        yield ask._replace(expectations=expectations)

    return Quest(name, event, summary, play)


_ROWS = (
    _single("reply", "sms", "the webhook replies to a message", direct("Message")),
    _single(
        "redirect",
        "sms",
        "a <Redirect> points to a document that replies",
        direct("Redirect"),
        xpath("Message", "a <Message> after the <Redirect>", SECOND),
    ),
    _single(
        "forward",
        "sms",
        "the webhook forwards the whole message",
        *(direct("Message to=…", "[@to!='']"), repeats_number(), repeats_body()),
        ask=FORWARDED,
    ),
    _single(
        "fallback",
        "sms-fallback",
        "the fallback URL replies to a message",
        direct("Message"),
        ask=FAILED,
    ),
    _single(
        "function",
        "sms",
        "a Twilio Function replies to a message",
        on_host("twil.io"),
        direct("Message"),
    ),
    _single("say", "voice", "a caller hears a <Say>", direct("Say")),
    _single(
        "say-voice",
        "voice",
        "the <Say> has a voice and a language",
        direct("Say voice=… language=…", "[@voice!=''][@language!='']"),
    ),
    _single(
        "say-loop", "voice", "the <Say> is spoken twice", direct('Say loop="2"', "[@loop='2']")
    ),
    _single(
        "play", "voice", "a caller hears an audio file", direct("Play"), plays_sound(), ask=PROBING
    ),
    _single(
        "fallback-voice",
        "voice-fallback",
        "the fallback URL speaks to a caller",
        something_is_said(),
        ask=FAILED,
    ),
    _single("caller", "voice", "callers hear their own number", repeats_number()),
    Quest("gather", "voice", "the caller enters digits and hears them", _gather),
    _single(
        "gather-digits",
        "voice",
        "a <Gather> accepts exactly four digits",
        direct('Gather numDigits="4"', "[@numDigits='4']"),
    ),
    Quest("gather-speech", "voice", "three spoken words get three responses", _gather_speech),
    Quest("dial", "voice", "the call is connected to NUMBER", _dial, ("NUMBER",)),
    Quest("prefix", "voice", "callers from PREFIX get another response", _prefix, ("PREFIX",)),
    Quest("reject", "voice", "calls from NUMBER are rejected as busy", _reject, ("NUMBER",)),
)

QUESTS: dict[str, Quest] = {row.name: row for row in _ROWS}
"""By name, in the order that a list shows."""
