"""Small servers, each hard for an explorer in one way; `states(n)` has as many menus as wanted."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from html import escape
from itertools import count as numbers
from typing import Any

from flask import Flask, Response, request

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

ROOMS = {
    "hall": {"1": "kitchen", "2": "cellar"},
    "kitchen": {"2": "hall"},
    "cellar": {"1": "tunnel", "2": "hall"},
    "tunnel": {"1": "vault", "2": "cellar"},
    "vault": {},
}
"""Where the keys lead from each room. The vault is the fault: way `2 1 1`."""
GREETINGS = ("Good day.", "Hello there.", "Welcome to our shop.")
KEYS, LETTERS = "123", "abc"


def make_toys() -> Flask:  # noqa: C901 - many small views
    """All toys, with nothing remembered."""
    toys = Flask(__name__)
    rooms: defaultdict[str, str] = defaultdict(lambda: "hall")
    tickets, visits = numbers(4711), numbers(1)

    @toys.post("/sid")
    def sid() -> Response:
        """One address for all rooms: where the caller is, only the server knows, by CallSid."""
        caller, key = request.form["CallSid"], request.form.get("Digits", "")
        rooms[caller] = room = ROOMS[rooms[caller]].get(key, rooms[caller])
        if room == "vault":
            return Response(status=500)
        return menu("/sid", f"You are in the {room}. Press 1 to go on, 2 to go back.")

    @toys.post("/count")
    def count() -> Response:
        """Every key leads to the next number, without end."""
        number = int(request.args.get("n", "0"))
        return menu(f"/count?n={number + 1}", f"This is number {number}.")

    @toys.post("/clock")
    def clock() -> Response:
        """The words are never twice the same."""
        told = f"It is {time.strftime('%H:%M:%S')}, your ticket is {next(tickets)}."
        if request.form.get("Digits") == "1":
            return twiml(say(f"{told} You are in the queue."))
        return menu("/clock", f"{told} Press 1 to queue.")

    @toys.post("/chance")
    def chance() -> Response:
        """The greeting varies, and now and then there is another verb."""
        visit = next(visits)
        greeting = say(GREETINGS[visit % len(GREETINGS)])
        return menu("/chance/key", "Press 1 for luck.", greeting, "" if visit % 5 else "<Pause/>")

    @toys.post("/chance/key")
    def chance_key() -> Response:
        return twiml(say("Luck." if request.form["Digits"] == "1" else "No luck."))

    @toys.post("/tries")
    def tries() -> Response:
        return menu("/tries/key", "Press 1 for a person.")

    @toys.post("/tries/key")
    def tries_key() -> Response:
        """A cookie counts wrong keys; the fourth leads to an address that fails."""
        if request.form["Digits"] == "1":
            return twiml(say("Here is a person."))
        wrong = int(request.cookies.get("wrong", "0")) + 1
        answer = twiml(f"<Redirect>{'/tries' if wrong < 4 else '/tries/locked'}</Redirect>")
        answer.set_cookie("wrong", str(wrong))
        return answer

    return toys


def states(size: int) -> App:
    """A tree of that many documents that only differ in words: keys 1 to 3 lead down.

    `/` is the first, `/a` is behind 1, `/ab` behind 1 and 2; all other keys lead to one more, the
    end of the call. No words hold a number, because documents that are alike but for numbers are
    few to an explorer.
    """
    names = _names(size)
    answers = {name: _document(name, leads=f"{name}a" in names) for name in names}

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        keys = [pair.removeprefix("Digits=") for pair in sent.split("&") if "Digits=" in pair]
        letters = "".join(dict(zip(KEYS, LETTERS, strict=True)).get(key, "?") for key in keys)
        body = answers.get(environ["PATH_INFO"].strip("/") + letters, _xml(say("Goodbye.")))
        start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(len(body)))])
        return [body]

    return app


def _names(size: int) -> dict[str, None]:
    """The first so many texts of the letters, the shortest first."""
    names = [""]
    for number in range(size):
        names += [names[number] + letter for letter in LETTERS]
    return dict.fromkeys(names[:size])


def _document(name: str, *, leads: bool) -> bytes:
    words = say(f"This is {' '.join(['home', *name])}.")
    gather = f'<Gather action="/{name}" numDigits="1">{words}</Gather>'
    return _xml(gather if leads else words, say("Goodbye."))


def say(text: str) -> str:
    return f"<Say>{escape(text)}</Say>"


def menu(action: str, text: str, *before: str) -> Response:
    gather = f'<Gather action="{action}" numDigits="1">{say(text)}</Gather>'
    return twiml(*before, gather, say("Goodbye."))


def twiml(*verbs: str) -> Response:
    return Response(_xml(*verbs), mimetype="text/xml")


def _xml(*verbs: str) -> bytes:
    return f"<Response>{''.join(verbs)}</Response>".encode()
