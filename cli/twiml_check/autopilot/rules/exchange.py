"""Rules about the response of an actions URL, and about the redirects of a dialogue.

https://www.twilio.com/docs/autopilot/limits, as it was.
"""

from collections.abc import Iterator

from twiml_check.autopilot.tables import INVALID_ACTIONS, MAX_REDIRECTS, ROOMY, SIZE_LIMIT
from twiml_check.model.finding import Problem
from twiml_check.model.run import Hop
from twiml_check.model.source import Location
from twiml_check.rules.rule import Rule, rule
from twiml_check.rules.wording import cut

JSON_TYPES = ("application/json", "text/json")
XML_FOR_ACTIONS = Rule("xml-for-actions", "error", INVALID_ACTIONS, text="""
    The response is TwiML or a web page; Autopilot expects Actions in JSON.

    A redirect in Actions points to more Actions. Only a handoff points to TwiML.

    Bad:  <Response><Say>Hello.</Say></Response>
    Good: {"actions": [{"say": "Hello."}]}
    """)  # fmt: skip


@rule("actions-too-large", "error", INVALID_ACTIONS, subject="turn")
def actions_too_large(hop: Hop) -> Iterator[Problem]:
    """The response of an actions URL has more than 16 kB.

    Twilio's pages do not say whether 16 kB is 16,000 or 16,384 bytes. Between the two it is a
    warning.
    """
    size = len(hop.answer.body) if hop.answer and not hop.answer.failure else 0
    if size > ROOMY:
        yield Problem(
            f"the response has {size:,} bytes; the limit of Autopilot is 16 kB"
            if size <= SIZE_LIMIT
            else f"the response has more than {SIZE_LIMIT:,} bytes",
            help="send fewer actions, and put the rest behind a redirect",
            level=None if size > SIZE_LIMIT else "warning",
        )


@rule("actions-content-type", "info", subject="turn")
def actions_content_type(hop: Hop) -> Iterator[Problem]:
    """The Content-Type of the actions is not application/json.

    Every known server sent application/json. Twilio did not document whether Autopilot required
    it.
    """
    answer = hop.answer
    read = hop.document is not None and hop.document.json is not None
    if answer and read and hop.handling == "actions" and answer.media_type not in JSON_TYPES:
        kind = f'"{cut(answer.media_type)}"' if answer.media_type else "nothing"
        yield Problem(
            f"the Content-Type of the actions is {kind}",
            help="send Content-Type: application/json",
        )


@rule("undocumented-redirect", "info", subject="turn")
def undocumented_redirect(hop: Hop) -> Iterator[Problem]:
    """The response to a request for actions is an HTTP redirect.

    Twilio did not document whether Autopilot followed it. twiml-check follows it as for TwiML.
    """
    if hop.handling == "redirect" and hop.answer:
        yield Problem(
            f"Twilio does not document whether Autopilot follows HTTP {hop.answer.status}",
            help="write the final URL in the redirect of the actions",
        )


@rule("actions-loop", "error", subject="turn")
def actions_loop(hop: Hop) -> Iterator[Problem]:
    """Redirects form a loop, and no action in the loop waits for the user.

    The same task runs again, or the same URL gives the same response again. Autopilot stops at the
    sixth redirect.
    """
    if hop.turn and hop.turn.loop:
        path = " → ".join(cut(each) for each in hop.turn.loop)
        yield Problem(
            f"the redirects form a loop: {path}",
            help="add a listen to one of these documents, or remove one redirect",
            note=f"Autopilot stops after {MAX_REDIRECTS} redirects",
            location=_not_followed(hop),
        )


@rule("actions-redirect-limit", "error", subject="turn")
def actions_redirect_limit(hop: Hop) -> Iterator[Problem]:
    """There are more than five redirects for one input of the user: Autopilot follows five.

    Each redirect counts: to a task, to a URL, after the last question of a collect, after a key.
    """
    if hop.turn and hop.turn.last is not None and not hop.turn.loop:
        yield Problem(
            f"this is redirect {hop.turn.redirects + 1} for one input of the user",
            help="add a listen or a collect between the redirects, or remove a redirect",
            note=f"Autopilot follows {MAX_REDIRECTS} redirects",
            label="not followed",
            location=_not_followed(hop),
        )


def _not_followed(hop: Hop) -> Location | None:
    """Return the location of the redirect that ends the dialogue."""
    json = hop.document.json if hop.document else None
    return json.at(hop.turn.last) if json and hop.turn and hop.turn.last is not None else None


@rule("memory-too-large", "error", INVALID_ACTIONS, subject="turn")
def memory_too_large(hop: Hop) -> Iterator[Problem]:
    """The memory has more than 16 kB, with the data of the call or message.

    Under Studio the limit is 12 kB. Twilio's pages do not say whether a kB is 1,000 or 1,024
    bytes. Between the two it is a warning.
    """
    if hop.turn and hop.turn.memory > ROOMY:
        yield Problem(
            f"the memory has {hop.turn.memory:,} bytes; the limit of Autopilot is 16 kB",
            help="remember less, or store the data on your server",
            level=None if hop.turn.memory > SIZE_LIMIT else "warning",
        )
