"""A shop with faults behind its menus, each of another kind, and its mended twin with none.

Each fault is one `planted("its name")` in a view; what stands on its other side is right. A way in
which `"…"` stands is gone with any words. `app` has all faults, `mended` has none.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from threading import Lock
from typing import NamedTuple

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request
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
    """The words of the shortest path to it."""
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
          "/voice", "3 recorded recordingStatusCallback", "/message/kept"),
    Fault("transcription", "callback-failed", "error",
          "/voice", "3 recorded transcribeCallback", "/message/text"),
    Fault("queue full", "http-error", "error", "/voice", "4 queue-full", "/support/done"),
    Fault("dial in queue", "wrong-aside-verb", "warning", "/voice", "4 wait", "/support/wait"),
    Fault("relay failed", "http-error", "error", "/voice", "5 failed", "/assistant/done"),
    Fault("bad card", "http-error", "error", "/voice", "8 validation-error", "/payment/done"),
    Fault("withheld", "http-error", "error", "/voice", "", "/voice", "withheld"),
    # What is said, and what is not.
    Fault("ampersand", "bare-ampersand", "error",
          "/voice", '6 "research & development"', "/department/said"),
    Fault("no confidence", "http-error", "error", "/voice", '6 "…"', "/department/said"),
    Fault("no input", "http-error", "error", "/voice", "7 silence", "/parcel/day"),
    # The second menu.
    Fault("wants GET", "http-error", "error", "/voice", "2 1", "/balance"),
    Fault("numdigits", "unknown-attribute", "error", "/voice", "2 2", "/account"),
    Fault("plain text", "not-xml", "error", "/voice", "2 3", "/account"),
    Fault("json", "wrong-content-type", "error", "/voice", "2 4", "/account"),
    Fault("circle", "redirect-loop", "warning", "/voice", "2 5", "/offers"),
    Fault("found elsewhere", "lost-fields", "warning", "/voice", "2 6", "/hours"),
    Fault("nothing to hear", "ends-without-a-word", "info", "/voice", "2 7", "/account"),
    Fault("nobody there", "unhandled-outcome", "info", "/voice", "2 8", "/account"),
    Fault("again and again", "record-loop", "warning", "/voice", "2 9", "/memo"),
    Fault("star", "http-error", "error", "/voice", "2 *", "/account"),
    # At night: menus in which a caller is lost.
    Fault("announced", "announced-key-unhandled", "info", "/night", "", "/night"),
    Fault("fourth time", "http-error", "error", "/night", "0 0 0 0", "/night/key"),
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
ENDINGS = {
    "/sales/done": ("busy", "DialCallStatus", "busy", "Our sales people wish you well."),
    "/adviser/done": ("", "DialCallStatus", "", "That was your adviser."),
    "/message/done": ("hangup", "Digits", "hangup", "Your message is kept."),
    "/memo/done": ("", "Digits", "", "Your memo is kept."),
    "/support/done": ("queue full", "QueueResult", "queue-full", "That was our support."),
    "/assistant/done": ("relay failed", "SessionStatus", "failed", "That was our assistant."),
    "/payment/done": ("bad card", "Result", "validation-error", "That was all about money."),
    "/card": ("", "Digits", "", "Your card is known."),
    "/weather/day": ("", "SpeechResult", "", "It will rain."),
}
"""What is said last, by address; and with which fault it fails, on which value of which field."""
CALLBACKS = {
    "/sales/status": "status",
    "/message/kept": "recording",
    "/message/text": "transcription",
}
"""Addresses whose answers nobody hears, and the faults with which they fail."""
QUESTIONS = ("Do you like our shop?", "Will you come again?")
OFFER = "Text ORDER for a pizza."

shop = Blueprint("shop", __name__)


def make_app(faults: bool, only: str = "") -> Flask:
    """A fresh shop with all faults, with `only` one of them, or with none."""
    made = Flask(__name__)
    names = {fault.name for fault in FAULTS if only in ("", fault.name)}
    made.config.update(PLANTED=names if faults else set(), ANSWERED=Counter(), LOCK=Lock())
    made.register_blueprint(shop)
    return made


def planted(name: str) -> bool:
    """Say whether this app has the fault of this name."""
    return name in current_app.config["PLANTED"]


def twiml(*verbs: str) -> Response:
    return Response(f"<Response>{''.join(verbs)}</Response>", mimetype="text/xml")


def say(text: str) -> str:
    return f"<Say>{escape(text)}</Say>"


def redirected(address: str, method: str = "POST") -> Response:
    return twiml(f'<Redirect method="{method}">{address}</Redirect>')


def bye(text: str) -> Response:
    return twiml(say(f"{text} Goodbye."), "<Hangup/>")


def menu(action: str, text: str) -> Response:
    """A menu of one key. It ends when none comes."""
    gather = f'<Gather action="{action}" numDigits="1">{say(text)}</Gather>'
    return twiml(gather, say("We heard nothing. Goodbye."))


def listen(action: str, text: str, hints: str, after: str = "", **attributes: str) -> Response:
    """A question that is answered by voice; `after` follows when it is not."""
    given = {"input": "speech", "action": action, "hints": hints, **attributes}
    written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return twiml(f"<Gather{written}>{say(text)}</Gather>", after or say("We heard nothing. Bye."))


def sent(name: str) -> str:
    return request.values.get(name, "")


def ending() -> AnyResponse:
    fault, field, value, text = ENDINGS[request.path]
    return Response(status=500) if planted(fault) and sent(field) == value else bye(text)


def callback() -> AnyResponse:
    return Response(status=500 if planted(CALLBACKS[request.path]) else 204)


for address in ENDINGS:
    shop.add_url_rule(address, view_func=ending, methods=["POST"])
for address in CALLBACKS:
    shop.add_url_rule(address, view_func=callback, methods=["POST"])


# The main menu


@shop.post("/voice")
def voice() -> AnyResponse:
    if planted("withheld") and sent("From") == "anonymous":
        abort(500)
    return menu(
        "/main",
        "Press 1 for sales, 2 for your account, 3 to leave a message, 4 for support, "
        "5 for our assistant, 6 to find a department, 7 to have a parcel brought, or 8 to pay.",
    )


@shop.post("/main")
def main() -> AnyResponse:
    views = (sales, account_menu, message, support, assistant, department, parcel, payment)
    chosen = dict(zip("12345678", views, strict=True)).get(sent("Digits"))
    return chosen() if chosen else bye("That is none of our keys.")


def sales() -> AnyResponse:
    number = f'<Number url="/sales/whisper" statusCallback="{request.url_root}sales/status">'
    return twiml(f'<Dial action="/sales/done">{number}+12025550143</Number></Dial>')


@shop.post("/sales/whisper")
def sales_whisper() -> AnyResponse:
    dial = "<Dial>+12025550144</Dial>" if planted("dial in whisper") else ""
    return twiml(say("A customer is on the line."), dial)


def message() -> AnyResponse:
    return twiml(
        say("Speak after the tone, then press any key."),
        '<Record action="/message/done" maxLength="60" recordingStatusCallback="/message/kept" '
        'transcribe="true" transcribeCallback="/message/text"/>',
    )


def support() -> AnyResponse:
    return twiml('<Enqueue action="/support/done" waitUrl="/support/wait">support</Enqueue>')


@shop.post("/support/wait")
def support_wait() -> AnyResponse:
    dial = "<Dial>+12025550145</Dial>" if planted("dial in queue") else ""
    return twiml(dial, say("Please hold the line."), '<Pause length="20"/>')


def assistant() -> AnyResponse:
    relay = '<ConversationRelay url="wss://relay.example.com/talk" welcomeGreeting="Hello"/>'
    return twiml(f'<Connect action="/assistant/done">{relay}</Connect>')


def department() -> AnyResponse:
    return listen("/department/said", "Which department?", "sales, research & development")


@shop.post("/department/said")
def department_said() -> AnyResponse:
    if planted("no confidence") and "Confidence" not in request.form:
        abort(500)
    wanted = sent("SpeechResult") if planted("ampersand") else escape(sent("SpeechResult"))
    return twiml(f"<Say>You asked for {wanted}. They will call you.</Say>")


def parcel() -> AnyResponse:
    return listen("/parcel/day", "On which day?", "Monday, Friday", actionOnEmptyResult="true")


@shop.post("/parcel/day")
def parcel_day() -> AnyResponse:
    if planted("no input") and "SpeechResult" not in request.form:
        abort(500)
    return bye("Your parcel will come.")


def payment() -> AnyResponse:
    return twiml('<Pay action="/payment/done" chargeAmount="20.45"/>')


# The second menu, behind key 2


def account_menu() -> AnyResponse:
    return menu(
        "/account",
        "Press 1 for your balance, 2 for your card, 3 for your parcel, 4 for your points, "
        "5 for offers, 6 for opening hours, 7 to be called back, 8 for your adviser, "
        "9 to record a memo, or 0 for the main menu.",
    )


@shop.post("/account")
def account() -> AnyResponse:  # noqa: C901 - a key each
    match sent("Digits"):
        case "1":
            return redirected("/balance", "POST" if planted("wants GET") else "GET")
        case "2":
            name = "numdigits" if planted("numdigits") else "numDigits"
            enter = say("Enter the last four digits of your card.")
            gather = f'<Gather action="/card" {name}="4">{enter}</Gather>'
            return twiml(gather, say("No card. Goodbye."))
        case "3" if planted("plain text"):
            return Response("Your parcel is on its way.", mimetype="text/xml")
        case "3":
            return bye("Your parcel is on its way.")
        case "4":
            points = bye("You have twelve points.")
            points.mimetype = "application/json" if planted("json") else "text/xml"
            return points
        case "5":
            return redirected("/offers")
        case "6":
            return redirected("/hours")
        case "7":
            return twiml() if planted("nothing to hear") else bye("We will call you back.")
        case "8":
            action = "" if planted("nobody there") else ' action="/adviser/done"'
            return twiml(f"<Dial{action}>+12025550146</Dial>")
        case "9":
            return redirected("/memo")
        case "0":
            return redirected("/voice")
        case "*" if planted("star"):
            abort(500)
    return bye("Your account has no such key.")


@shop.get("/balance")
def balance() -> AnyResponse:
    return bye("You owe us nothing.")


@shop.post("/offers")
def offers() -> AnyResponse:
    return redirected("/offers") if planted("circle") else bye("There are no offers today.")


@shop.post("/hours")
def hours() -> AnyResponse:
    return redirect("/hours/today", 302 if planted("found elsewhere") else 307)


@shop.route("/hours/today", methods=["GET", "POST"])
def hours_today() -> AnyResponse:
    return bye("We are open from nine to five.")


@shop.post("/memo")
def memo() -> AnyResponse:
    action = "" if planted("again and again") else ' action="/memo/done"'
    return twiml(say("Record your memo."), f'<Record{action} maxLength="60"/>')


# At night


@shop.post("/night")
def night() -> AnyResponse:
    return menu(
        "/night/key",
        "We are closed. Press 1 for our address, 2 for our email, 3 for a quiz, "
        "4 for the weather, or 0 to hear this again.",
    )


@shop.post("/night/key")
def night_key() -> AnyResponse:
    match sent("Digits"):
        case "1" if not planted("announced"):
            return bye("Main Street.")
        case "2" if not planted("announced"):
            return bye("Shop at example dot com.")
        case "3":
            return redirected("/quiz")
        case "4":
            return redirected("/weather")
        case "0":
            return night_again()
    return bye("There is no such key at night.")


def night_again() -> AnyResponse:
    """Say it all again, but not for ever: a cookie counts."""
    times = int(request.cookies.get("times", "0")) + 1
    if times > 3:
        return Response(status=500) if planted("fourth time") else bye("You have heard it all.")
    again = redirected("/night")
    again.set_cookie("times", str(times))
    return again


@shop.post("/quiz")
def quiz() -> AnyResponse:
    after = "<Redirect>/quiz</Redirect>" if planted("endless quiz") else ""
    return listen("/quiz/answer", "Is a tomato a fruit?", "yes, no", after)


@shop.post("/quiz/answer")
def quiz_answer() -> AnyResponse:
    if planted("endless quiz"):
        return twiml(say("That is wrong."), "<Redirect>/quiz</Redirect>")
    return bye("It is a berry.")


@shop.post("/weather")
def weather() -> AnyResponse:
    after = "<Redirect>/weather</Redirect>" if planted("patient weather") else ""
    return listen("/weather/day", "The weather of which day?", "today, tomorrow", after)


# A survey


@shop.post("/survey")
def survey() -> AnyResponse:
    with current_app.config["LOCK"]:
        number = current_app.config["ANSWERED"][whose()]
    if number >= len(QUESTIONS):
        return bye("You have answered all our questions.")
    return listen("/survey/answer", QUESTIONS[number], "yes, no")


@shop.post("/survey/answer")
def survey_answer() -> AnyResponse:
    with current_app.config["LOCK"]:
        current_app.config["ANSWERED"][whose()] += 1
    return redirected("/survey")


def whose() -> str:
    """Under which name answers are counted."""
    return "everybody" if planted("leak") else sent("CallSid")


# Messages


def reply(text: str) -> Response:
    return twiml(f"<Message>{text}</Message>")


@shop.post("/sms")
def sms() -> AnyResponse:
    body = sent("Body").strip()
    if request.cookies.get("ordered"):
        return redirected("/sms/size", "POST" if planted("second message") else "GET")
    match body.upper():
        case "":
            return redirected("/sms/picture")
        case "STOP":
            return redirected("/sms/stop")
        case "ORDER":
            asking = reply("Which size? Reply SMALL or LARGE.")
            asking.set_cookie("ordered", "yes")
            return asking
    written = body if planted("unescaped") else escape(body)
    return reply(f"Nobody here reads {written}. {OFFER}")


@shop.get("/sms/size")
def sms_size() -> AnyResponse:
    done = reply(f"It is in the oven. {OFFER}")
    done.delete_cookie("ordered")
    return done


@shop.post("/sms/stop")
def sms_stop() -> AnyResponse:
    return Response(status=500) if planted("stop") else twiml()


@shop.post("/sms/picture")
def sms_picture() -> AnyResponse:
    return Response(status=500) if planted("picture") else reply(f"What a picture! {OFFER}")


app = make_app(faults=True)
mended = make_app(faults=False)
ENTRIES = tuple(dict.fromkeys(fault.entry for fault in FAULTS))


def split(way: str) -> list[str]:
    """The words of a way; a quoted text is one."""
    return re.findall(r'"[^"]*"|\S+', way)


def goes(way: str, words: Sequence[str]) -> bool:
    """Say whether these words are that way."""
    wanted = split(way)
    return len(wanted) == len(words) and all(
        word == mine or (mine == '"…"' and word.startswith('"'))
        for mine, word in zip(wanted, words, strict=True)
    )
