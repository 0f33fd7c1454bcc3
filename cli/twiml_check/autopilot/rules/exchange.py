"""What comes back from a URL that is asked for actions, and where a dialogue goes in the end.

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
    TwiML, or a web page, where Autopilot wants Actions in JSON.

    A redirect of Actions is none of TwiML. Only what a handoff leads to is TwiML.

    Bad:  <Response><Say>Hello.</Say></Response>
    Good: {"actions": [{"say": "Hello."}]}
    """)  # fmt: skip


@rule("actions-too-large", "error", INVALID_ACTIONS, subject="turn")
def actions_too_large(hop: Hop) -> Iterator[Problem]:
    """The answer of an actions URL has more than 16 kB.

    Whether these are 16,000 or 16,384 bytes was never said: between the two it is a warning.
    """
    size = len(hop.answer.body) if hop.answer and not hop.answer.failure else 0
    if size > ROOMY:
        yield Problem(
            f"the answer has {size:,} bytes, and Autopilot takes 16 kB"
            if size <= SIZE_LIMIT
            else f"the answer has more than {SIZE_LIMIT:,} bytes",
            help="say less at once, and lead on with redirect",
            level=None if size > SIZE_LIMIT else "warning",
        )


@rule("actions-content-type", "info", subject="turn")
def actions_content_type(hop: Hop) -> Iterator[Problem]:
    """Actions that are not sent as application/json.

    Every server that is known did so; whether Autopilot insisted on it was never documented.
    """
    answer = hop.answer
    read = hop.document is not None and hop.document.json is not None
    if answer and read and hop.handling == "actions" and answer.media_type not in JSON_TYPES:
        kind = f'"{cut(answer.media_type)}"' if answer.media_type else "nothing"
        yield Problem(
            f"the Content-Type of the actions says {kind}",
            help="send Content-Type: application/json",
        )


@rule("undocumented-redirect", "info", subject="turn")
def undocumented_redirect(hop: Hop) -> Iterator[Problem]:
    """An HTTP redirect in answer to a request for actions.

    Whether Autopilot followed it was never documented. Here it is followed as for TwiML.
    """
    if hop.handling == "redirect" and hop.answer:
        yield Problem(
            f"whether Autopilot follows HTTP {hop.answer.status} is not known",
            help="name the final URL in the redirect",
        )


@rule("actions-loop", "error", subject="turn")
def actions_loop(hop: Hop) -> Iterator[Problem]:
    """Redirects that come round to where they were: the user is never asked for anything.

    The same task again, or the same URL with the same answer. Autopilot stops at the sixth.
    """
    if hop.turn and hop.turn.loop:
        path = " → ".join(cut(each) for each in hop.turn.loop)
        yield Problem(
            f"the redirects go round in a circle: {path}",
            help="let one of them listen, or end",
            note=f"Autopilot stops after {MAX_REDIRECTS} redirects",
            location=_not_followed(hop),
        )


@rule("actions-redirect-limit", "error", subject="turn")
def actions_redirect_limit(hop: Hop) -> Iterator[Problem]:
    """The sixth redirect without a word from the user in between: Autopilot takes five.

    Each counts one, to a task or to a URL, those after the last question and behind keys too.
    """
    if hop.turn and hop.turn.last is not None and not hop.turn.loop:
        yield Problem(
            f"this is redirect {hop.turn.redirects + 1} for one input of the user",
            help="let a listen or a collect stand in between, or leave a step out",
            note=f"Autopilot takes {MAX_REDIRECTS}",
            label="not followed",
            location=_not_followed(hop),
        )


def _not_followed(hop: Hop) -> Location | None:
    """Return where the redirect stands that ends the dialogue."""
    json = hop.document.json if hop.document else None
    return json.at(hop.turn.last) if json and hop.turn and hop.turn.last is not None else None


@rule("memory-too-large", "error", INVALID_ACTIONS, subject="turn")
def memory_too_large(hop: Hop) -> Iterator[Problem]:
    """What was remembered has more than 16 kB, with the data of the call or message.

    Under Studio there is room for 12 kB only. Whether a kB is 1,000 or 1,024 bytes was never
    said: between the two it is a warning.
    """
    if hop.turn and hop.turn.memory > ROOMY:
        yield Problem(
            f"the memory has {hop.turn.memory:,} bytes, and Autopilot keeps 16 kB",
            help="remember less, or keep it on the server",
            level=None if hop.turn.memory > SIZE_LIMIT else "warning",
        )
