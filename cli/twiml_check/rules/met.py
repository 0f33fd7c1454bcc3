"""What an explorer meets on its way: the rules, and the findings that it makes of them.

A callback and what is asked after the caller has hung up are no documents: only whether there is an
answer counts. That an earlier call shows in a new one only the explorer can see.
"""

from twiml_check.model.finding import Finding, Problem, Spot
from twiml_check.model.run import Hop
from twiml_check.rules.engine import finding
from twiml_check.rules.rule import Rule
from twiml_check.rules.status import (
    failure_problems,
    http_error,
    invalid_http_redirect,
    too_many_http_redirects,
)
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.codes import CODES

CALLBACK_FAILED = Rule("callback-failed", "error", 11200, """
    A callback got no answer, or one with a status of 400 or above.

    Twilio tells the app something there, as that a recording is ready, and does not ask again: what
    the app should have written down or sent is lost. The caller hears nothing of it. The number is
    that of the cause; for the status of a call it is 15003.
    """)  # fmt: skip
UNANSWERED_HANGUP = Rule("unanswered-hangup", "warning", 11200, """
    The caller hung up, and the app failed when it was told.

    After <Record>, <Dial>, <Enqueue>, <Connect> and <Pay> the action is asked even when the caller
    has hung up. What it answers is not run any more, but where it fails, the message that was just
    recorded or the end of the talk is not noted, and Twilio logs an error.
    """)  # fmt: skip
LEAKED_STATE = Rule("leaked-state", "warning", None, """
    A new call begins where an earlier one was.

    How far a caller has got is kept in one place, such as a variable of the server or a file, and
    the next caller goes on from there. Two callers at once disturb each other. Keep it by CallSid,
    in cookies, or in the addresses of the actions.
    """)  # fmt: skip
MET_RULES = (CALLBACK_FAILED, UNANSWERED_HANGUP, LEAKED_STATE)
PLAIN_RULES = (http_error, invalid_http_redirect, too_many_http_redirects)
"""What else there can be in place of an answer."""


def callback_failed(
    hop: Hop, what: str, way: tuple[str, ...] = (), ways: int = 1
) -> Finding | None:
    """Return the finding on a callback, named by its attribute; None when it was answered."""
    problem = _failure(hop)
    if problem is None:
        return None
    told = problem._replace(message=f"the {cut(what)} {problem.message}")
    return finding(CALLBACK_FAILED, told._replace(spot=Spot(hop.number, way, ways)))


def unanswered_hangup(
    hop: Hop, verb: str, way: tuple[str, ...] = (), ways: int = 1
) -> Finding | None:
    """Return the finding on an action that was asked after a hang-up; None when it was answered."""
    problem = _failure(hop)
    if problem is None:
        return None
    told = problem._replace(
        message=f"the caller hung up during <{cut(verb)}>, and its action {problem.message}",
        level=None,
        spot=Spot(hop.number, way, ways),
    )
    made = finding(UNANSWERED_HANGUP, told)
    code = problem.code
    # No caller hears of it, so it is no error; but Twilio logs what it would log for one.
    return made._replace(twilio_code=code, twilio_level=CODES[code].level if code else None)


def leaked_state(
    hop: Hop, earlier: tuple[str, ...] = (), way: tuple[str, ...] = (), ways: int = 1
) -> Finding:
    """Return the finding on the first answer to a new call, after one that went `earlier`."""
    words = cut(" ".join(earlier))
    problem = Problem(
        "a new call begins where an earlier one was",
        help="keep how far a call is by its CallSid or in cookies, not in one place for all",
        note=f"the earlier call went: {words}" if words else "",
        spot=Spot(hop.number, way, ways),
    )
    return finding(LEAKED_STATE, problem)


def _failure(hop: Hop) -> Problem | None:
    """Return why there is no answer, its message as the end of a sentence; None if there is one."""
    if hop.own_limit:
        return None  # nobody knows what it would have answered
    for rule, problem in failure_problems(hop):
        return problem._replace(
            message=f"gave no answer: {problem.message}", code=problem.code or rule.code
        )
    for rule in PLAIN_RULES:
        for problem in rule.check(hop):
            status = hop.answer.status if hop.answer else None
            said = f"answered {status}" if rule is http_error else f"failed: {problem.message}"
            return problem._replace(message=said, code=problem.code or rule.code)
    return None
