"""A shop with faults behind its menus, each of another kind, and its mended twin with none.

Most faults are rows of DOCUMENTS: what is wrong, and what is right in its place. The others are
one `planted("its name")` in a view. `app` has all faults, `mended` has none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from threading import Lock
from typing import NamedTuple

from flask import Blueprint, Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from twiml_check.model.finding import Level


class Fault(NamedTuple):
    """One fault, and what an explorer is to say of it."""

    name: str
    rule: str
    level: Level
    entry: str
    """Where the call or the conversation begins."""
    way: str
    """The words of the shortest path to it; `"…"` are any words."""
    address: str
    """What gives the wrong answer."""
    caller: str = ""
    """Who calls, where it is not the plain caller."""


# fmt: off
FAULTS = (
    # What the other party, Twilio and machines do.
    Fault("busy", "http-error", "error", "/voice", "1 busy", "/sales/done"),
    Fault("dial in whisper", "dial-in-whisper", "error", "/voice", "1 whisper", "/sales/whisper"),
    Fault("status", "callback-failed", "error", "/voice", "1 statusCallback", "/sales/status"),
    Fault("hangup", "unanswered-hangup", "warning", "/voice", "3 hangup", "/message/done"),
    Fault("recording", "callback-failed", "error",
          "/voice", "3 recordingStatusCallback", "/message/kept"),
    Fault("transcription", "callback-failed", "error",
          "/voice", "3 transcribeCallback", "/message/text"),
    Fault("queue full", "http-error", "error", "/voice", "4 queue-full", "/support/done"),
    Fault("dial in queue", "wrong-aside-verb", "warning", "/voice", "4 waiting", "/support/wait"),
    Fault("relay failed", "http-error", "error", "/voice", "5 failed", "/assistant/done"),
    Fault("bad card", "http-error", "error", "/voice", "8 validation-error", "/payment/done"),
    Fault("withheld", "http-error", "error", "/voice", "", "/voice", "withheld"),
    # What is said, and what is not.
    Fault("ampersand", "bare-ampersand", "error",
          "/voice", '6 "research & development"', "/department"),
    Fault("no confidence", "http-error", "error", "/voice", '6 "…"', "/department"),
    Fault("no input", "http-error", "error", "/voice", "7 silence", "/parcel"),
    # The second menu.
    Fault("wants GET", "http-error", "error", "/voice", "2 1", "/balance"),
    Fault("numdigits", "unknown-attribute", "error", "/voice", "2 2", "/account"),
    Fault("plain text", "not-xml", "error", "/voice", "2 3", "/account"),
    Fault("json", "wrong-content-type", "error", "/voice", "2 4", "/account"),
    Fault("circle", "redirect-loop", "warning", "/voice", "2 5", "/offers"),
    Fault("found elsewhere", "lost-fields", "info", "/voice", "2 6", "/hours"),
    Fault("nothing to hear", "ends-without-a-word", "info", "/voice", "2 7", "/account"),
    Fault("nobody there", "unhandled-outcome", "info", "/voice", "2 8 no-answer", "/account"),
    Fault("again and again", "record-loop", "warning", "/voice", "2 9", "/memo"),
    Fault("star", "http-error", "error", "/voice", "2 *", "/account"),
    # At night: menus in which a caller is lost.
    Fault("announced", "announced-key-unhandled", "info", "/night", "", "/night"),
    Fault("fourth time", "http-error", "error", "/night", "0 0 0 0", "/night/again"),
    Fault("endless quiz", "no-way-out", "warning", "/night", "3", "/quiz"),
    Fault("patient weather", "gives-up-nowhere", "info", "/night", "4 silence", "/weather"),
    # It spoils every call but the first, so it has an entry of its own.
    Fault("leak", "leaked-state", "warning", "/survey", "", "/survey"),
    # Messages.
    Fault("second message", "http-error", "error", "/sms", '"…" "ORDER" "SMALL"', "/sms/size"),
    Fault("unescaped", "bare-ampersand", "error", "/sms", '"Tom & Jerry <3"', "/sms"),
    Fault("stop", "http-error", "error", "/sms", '"STOP"', "/sms/stop"),
    Fault("picture", "http-error", "error", "/sms", '""', "/sms/picture"),
)
# fmt: on


def say(text: str) -> str:
    return f"<Say>{escape(text)}</Say>"


def bye(text: str) -> str:
    return f"{say(f'{text} Goodbye.')}<Hangup/>"


NOTHING = bye("We heard nothing.")


def menu(action: str, text: str, after: str = NOTHING) -> str:
    """A menu of one key; `after` follows when none comes."""
    gather = f'<Gather action="{action}" numDigits="1">{say(text)}</Gather>'
    return gather + after


def listen(action: str, text: str, hints: str, after: str = NOTHING) -> str:
    """A question that is answered by voice; `after` follows when it is not."""
    gather = f'<Gather input="speech" action="{action}" hints="{escape(hints)}">'
    return f"{gather}{say(text)}</Gather>{after}"


def redirected(address: str, method: str = "POST") -> str:
    return f'<Redirect method="{method}">{address}</Redirect>'


class Document(NamedTuple):
    """What an address answers: verbs; a status; JSON; or a text that is none of them."""

    right: str
    fault: str = ""
    wrong: str = ""


CARD = '<Gather action="/card" numDigits="4"><Say>Enter the last four digits.</Say></Gather>'
WAIT = say("Please hold the line.") + '<Pause length="20"/>'
OFFER = "Text ORDER for a pizza."
DOCUMENTS = {
    "/main": Document(bye("That is none of our keys.")),
    "/main 1": Document(
        '<Dial action="/sales/done"><Number url="/sales/whisper" '
        'statusCallback="ORIGIN/sales/status">+12025550143</Number></Dial>'
    ),
    "/main 2": Document(
        menu(
            "/account",
            "Press 1 for your balance, 2 for your card, 3 for your parcel, 4 for your points, "
            "5 for offers, 6 for opening hours, 7 to be called back, 8 for your adviser, "
            "9 to record a memo, or 0 for the main menu.",
        )
    ),
    "/main 3": Document(
        '<Say>Speak after the tone.</Say><Record action="/message/done" maxLength="60" '
        'recordingStatusCallback="/message/kept" '
        'transcribe="true" transcribeCallback="/message/text"/>'
    ),
    "/main 4": Document(
        '<Enqueue action="/support/done" waitUrl="/support/wait">support</Enqueue>'
    ),
    "/main 5": Document(
        '<Connect action="/assistant/done">'
        '<ConversationRelay url="wss://relay.example.com/talk" welcomeGreeting="Hello"/></Connect>'
    ),
    "/main 6": Document(
        listen("/department", "Which department?", "sales, research & development")
    ),
    "/main 7": Document(
        '<Gather input="speech" action="/parcel" actionOnEmptyResult="true" hints="Monday, Friday">'
        "<Say>On which day?</Say></Gather>"
    ),
    "/main 8": Document('<Pay action="/payment/done" chargeAmount="20.45"/>'),
    # The other party, Twilio and machines.
    "/sales/done": Document(bye("Our sales people wish you well.")),
    "/sales/done busy": Document(bye("All are busy."), "busy", "500"),
    "/sales/whisper": Document(
        say("A customer."), "dial in whisper", say("A customer.") + "<Dial>+12025550144</Dial>"
    ),
    "/sales/status": Document("204", "status", "500"),
    "/message/done": Document(bye("Your message is kept.")),
    "/message/done hangup": Document("", "hangup", "500"),
    "/message/kept": Document("204", "recording", "500"),
    "/message/text": Document("204", "transcription", "500"),
    "/support/wait": Document(WAIT, "dial in queue", "<Dial>+12025550145</Dial>" + WAIT),
    "/support/done": Document(bye("That was our support.")),
    "/support/done queue-full": Document(bye("Too many wait."), "queue full", "500"),
    "/assistant/done": Document(bye("That was our assistant.")),
    "/assistant/done failed": Document(bye("It is out of order."), "relay failed", "500"),
    "/payment/done": Document(bye("That was all about money.")),
    "/payment/done validation-error": Document(bye("Not that card."), "bad card", "500"),
    # The second menu.
    "/account": Document(bye("Your account has no such key.")),
    "/account 1": Document(redirected("/balance", "GET"), "wants GET", redirected("/balance")),
    "/account 2": Document(
        CARD + bye("No card."), "numdigits", CARD.replace("numD", "numd") + bye("No card.")
    ),
    "/account 3": Document(bye("It is on its way."), "plain text", "It is on its way."),
    "/account 4": Document(bye("You have 12 points."), "json", '{"points": 12}'),
    "/account 5": Document(redirected("/offers")),
    "/account 6": Document(redirected("/hours")),
    "/account 7": Document(bye("We will call you back."), "nothing to hear", ""),
    "/account 8": Document(
        '<Dial action="/adviser/done">+12025550146</Dial>',
        "nobody there",
        "<Dial>+12025550146</Dial>",
    ),
    "/account 9": Document(redirected("/memo")),
    "/account 0": Document(redirected("/voice")),
    "/account *": Document(bye("Your account has no star."), "star", "500"),
    "/card": Document(bye("Your card is known.")),
    "/offers": Document(bye("There is none today."), "circle", redirected("/offers")),
    "/adviser/done": Document(bye("That was your adviser.")),
    "/memo": Document(
        '<Say>Record your memo.</Say><Record action="/memo/done" maxLength="60"/>',
        "again and again",
        '<Say>Record your memo.</Say><Record maxLength="60"/>',
    ),
    "/memo/done": Document(bye("Your memo is kept.")),
    # At night.
    "/night": Document(
        menu(
            "/night/key",
            "We are closed. Press 1 for our address, 2 for our email, 3 for a quiz, "
            "4 for the weather, or 0 to hear this again.",
        )
    ),
    "/night/key": Document(bye("There is no such key at night.")),
    "/night/key 1": Document(
        bye("Main Street."), "announced", bye("There is no such key at night.")
    ),
    "/night/key 2": Document(
        bye("Shop at example dot com."), "announced", bye("There is no such key at night.")
    ),
    "/night/key 3": Document(redirected("/quiz")),
    "/night/key 4": Document(redirected("/weather")),
    "/night/key 0": Document(redirected("/night/again")),
    "/quiz": Document(
        menu("/quiz/answer", "Is a tomato a fruit? Press 1 for yes, 2 for no."),
        "endless quiz",
        menu(
            "/quiz/answer",
            "Is a tomato a fruit? Press 1 for yes, 2 for no.",
            redirected("/quiz"),
        ),
    ),
    "/quiz/answer": Document(
        bye("It is a berry."), "endless quiz", say("That is wrong.") + redirected("/quiz")
    ),
    "/weather": Document(
        listen("/weather/day", "Of which day?", "today, tomorrow"),
        "patient weather",
        listen("/weather/day", "Of which day?", "today, tomorrow", redirected("/weather")),
    ),
    "/weather/day": Document(bye("It will rain.")),
    # Messages.
    "/sms/stop": Document("", "stop", "500"),
    "/sms/picture": Document(f"<Message>A picture! {OFFER}</Message>", "picture", "500"),
}
"""By address, and by what was pressed or came of it where that has a document of its own."""
CAME = ("Digits", "DialCallStatus", "QueueResult", "SessionStatus", "Result")
QUESTIONS = ("Do you like our shop?", "Will you come again?")

shop = Blueprint("shop", __name__)


def make_app(faults: bool) -> Flask:
    """A fresh shop, with all faults or with none."""
    made = Flask(__name__)
    names = {fault.name for fault in FAULTS if faults}
    made.config.update(PLANTED=names, ANSWERED=Counter(), LOCK=Lock())
    made.register_blueprint(shop)
    return made


def planted(name: str) -> bool:
    """Say whether this app has the fault of this name."""
    return name in current_app.config["PLANTED"]


def sent(name: str) -> str:
    return request.values.get(name, "")


def answer(text: str) -> Response:
    """Send what a Document says."""
    if text.isdigit():
        return Response(status=int(text))
    if text.startswith("{"):
        return Response(text, mimetype="application/json")
    written = text if text and text[0] != "<" else f"<Response>{text}</Response>"
    return Response(written, mimetype="text/xml")


def document() -> Response:
    came = "".join(sent(name) for name in CAME)
    found = DOCUMENTS.get(f"{request.path} {came}") or DOCUMENTS[request.path]
    text = found.wrong if found.fault and planted(found.fault) else found.right
    return answer(text.replace("ORIGIN", request.host_url.rstrip("/")))


for address in sorted({name.split()[0] for name in DOCUMENTS}):
    shop.add_url_rule(address, view_func=document, methods=["POST"])


@shop.post("/voice")
def voice() -> Response:
    if planted("withheld") and sent("From") == "anonymous":
        return answer("500")
    return answer(
        menu(
            "/main",
            "Press 1 for sales, 2 for your account, 3 to leave a message, 4 for support, "
            "5 for our assistant, 6 to find a department, 7 to have a parcel brought, or 8 to pay.",
        )
    )


@shop.post("/department")
def department() -> Response:
    if planted("no confidence") and not sent("Confidence"):
        return answer("500")
    wanted = sent("SpeechResult") if planted("ampersand") else escape(sent("SpeechResult"))
    return answer(f"<Say>You asked for {wanted}. They will call you.</Say>")


@shop.post("/parcel")
def parcel() -> Response:
    fails = planted("no input") and not sent("SpeechResult")
    return answer("500" if fails else bye("Your parcel will come."))


@shop.get("/balance")
def balance() -> Response:
    return answer(bye("You owe us nothing."))


@shop.post("/hours")
def hours() -> AnyResponse:
    return redirect("/hours/today", 302 if planted("found elsewhere") else 307)


@shop.route("/hours/today", methods=["GET", "POST"])
def hours_today() -> Response:
    return answer(bye("We are open from nine to five."))


@shop.post("/night/again")
def night_again() -> Response:
    """Say it all again, but not for ever: a cookie counts."""
    times = int(request.cookies.get("times", "0")) + 1
    if times > 3:
        return answer("500" if planted("fourth time") else bye("You have heard it all."))
    again = answer(redirected("/night"))
    again.set_cookie("times", str(times))
    return again


@shop.post("/survey")
def survey() -> Response:
    with current_app.config["LOCK"]:
        number = current_app.config["ANSWERED"][whose()]
    if number >= len(QUESTIONS):
        return answer(bye("You have answered all our questions."))
    return answer(listen("/survey/answer", QUESTIONS[number], "yes, no"))


@shop.post("/survey/answer")
def survey_answer() -> Response:
    with current_app.config["LOCK"]:
        current_app.config["ANSWERED"][whose()] += 1
    return answer(redirected("/survey"))


def whose() -> str:
    """Under which name answers are counted."""
    return "everybody" if planted("leak") else sent("CallSid")


@shop.post("/sms")
def sms() -> Response:
    body = sent("Body").strip()
    if request.cookies.get("ordered"):
        return answer(redirected("/sms/size", "POST" if planted("second message") else "GET"))
    if body.upper() in ("", "STOP"):
        return answer(redirected("/sms/stop" if body else "/sms/picture"))
    if body.upper() == "ORDER":
        asking = answer("<Message>Which size? Reply SMALL or LARGE.</Message>")
        asking.set_cookie("ordered", "yes")
        return asking
    written = body[:200] if planted("unescaped") else escape(body[:200])
    return answer(f"<Message>Nobody here reads {written}. {OFFER}</Message>")


@shop.get("/sms/size")
def sms_size() -> Response:
    done = answer(f"<Message>It is in the oven. {OFFER}</Message>")
    done.delete_cookie("ordered")
    return done


app = make_app(faults=True)
mended = make_app(faults=False)


def split(way: str) -> list[str]:
    """The words of a way; a quoted text is one."""
    return re.findall(r'"[^"]*"|\S+', way)


def goes(way: str, words: Sequence[str]) -> bool:
    """Say whether these words are that way."""
    wanted = split(way)
    return len(wanted) == len(words) and all(
        word == mine or (mine == '"…"' and word.lstrip("~?").startswith('"'))
        for mine, word in zip(wanted, words, strict=True)
    )
