"""Whether nothing breaks if a request lacks something, or has something unusual."""

from collections.abc import Iterator

from twiml_check.calls.callers import CALLERS
from twiml_check.drills.drill import Ask, Drill, Result, Setting, Trial, Verdict, accepted
from twiml_check.model.finding import Level
from twiml_check.request.places import scheme_of
from twiml_check.vocabulary.events import CALL_STARTS
from twiml_check.vocabulary.parties import GEOGRAPHY, WHATSAPP

ABROAD = "+442079460142"
"""A number for fiction whose place Twilio does not know."""
SHORT_CODE = "22395"
LONGEST = 1600
"""Characters of a message: https://www.twilio.com/docs/glossary/what-sms-character-limit"""
LONG_TEXT = ("All work and no play makes a dull day. " * 50)[:LONGEST].strip() + "."
OPTIONAL: tuple[tuple[str, tuple[str, ...], Level], ...] = (
    ("parameters that only some calls have", CALL_STARTS, "error"),
    ("the places of both parties", tuple(GEOGRAPHY), "warning"),
)
"""Parameters that Twilio does not send for every caller, and how serious it is to need them.

Twilio's page says that places are sent when they are available. For a phone number they are usually
sent empty: https://www.twilio.com/docs/messaging/guides/webhook-request
"""
EMOJI = "👩‍👩‍👧‍👦 🇺🇦 ✌🏽 ok"
RIGHT_TO_LEFT = "שלום עולם، مرحبا"
NO_TEXT = (("Body", ""),)
TEXTS = (
    Trial("an empty Body", NO_TEXT),
    Trial("a Body of one space", (("Body", " "),)),
    Trial("a Body of digits alone", (("Body", "99999"),)),
    Trial("a Body of several lines", (("Body", "first\n\n5\nlast"),)),
    Trial("a Body of 1,600 characters", (("Body", LONG_TEXT[:LONGEST]),)),
    Trial("a Body of emoji", (("Body", EMOJI),)),
    Trial("a Body in a script from right to left", (("Body", RIGHT_TO_LEFT),)),
)
PICTURE = Trial("a picture without a text", NO_TEXT, event="mms")
WHATSAPP_PICTURE = Trial(
    "a picture without a text",
    (*NO_TEXT, ("NumMedia", "1"), ("MessageType", "image"), ("MediaContentType0", "image/jpeg"),
     ("MediaUrl0", "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0")),
)  # fmt: skip
NAMES = (
    Trial("a CallerName of emoji", (("CallerName", EMOJI),)),
    Trial("a CallerName from right to left", (("CallerName", RIGHT_TO_LEFT),)),
    Trial("an empty CallerName", (("CallerName", ""),)),
)
WITHHELD = Trial("a withheld number", sender=CALLERS["withheld"].sender)
NOWHERE = Trial("an unknown place of the caller", CALLERS["nowhere"].params)
FOREIGN = Trial("a sender abroad, whose place is unknown", sender=ABROAD)
SHORT = Trial("a short code as the sender", sender=SHORT_CODE)
OTHER_CHANNELS: dict[str, tuple[Trial, ...]] = {
    "voice": (
        Trial("a caller at a client: address", sender="client:robin"),
        Trial("a caller at a sip: address", sender="sip:robin@pbx.example.com"),
    ),
    "sms": (Trial("a sender at a whatsapp: address", event="whatsapp"),),
}
"""Event -> requests that Twilio sends only where the webhook is set for that channel, too."""


def play(ask: Ask, _plain: Result, setting: Setting) -> Iterator[Verdict]:
    """Try each unusual request, then the plain one once more."""
    yield from _left_out(ask, setting)
    for trial in _unusual(setting):
        yield accepted(ask(trial._replace(follows=True)))
    for trial in OTHER_CHANNELS.get(setting.event.name, ()) if not setting.sender else ():
        yield accepted(ask(trial._replace(follows=True)), "info")


def _left_out(ask: Ask, setting: Setting) -> Iterator[Verdict]:
    """Leave out all optional parameters; if that fails, each of them alone, to name one."""
    for what, optional, most in OPTIONAL:
        names = tuple(name for name in optional if name in dict(setting.event.params))
        if not names:
            continue
        result = ask(_without(what, names))
        if result.crashed:
            alone = (ask(_without(name, (name,))) for name in names)
            result = next((each for each in alone if each.crashed or each.untried), result)
        yield accepted(result, most)


def _without(what: str, names: tuple[str, ...]) -> Trial:
    return Trial(f"a request without {what}", no_params=names, follows=True)


def _unusual(setting: Setting) -> Iterator[Trial]:
    """Yield the requests that Twilio can send to every webhook of this event."""
    event, given = setting.event.name, bool(setting.sender)
    if setting.event.product == "voice":
        yield from NAMES
        yield NOWHERE
        yield from () if given else (WITHHELD, FOREIGN)
        return
    yield from TEXTS
    if event in ("sms", "mms"):
        yield PICTURE
        if not scheme_of(setting.sender):
            yield from () if given else (FOREIGN, SHORT)
    elif event == WHATSAPP.removesuffix(":"):
        yield WHATSAPP_PICTURE


ABSENT = Drill("absent", "nothing breaks when something is missing, empty, long or unusual", play)
