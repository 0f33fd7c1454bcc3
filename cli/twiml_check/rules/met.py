"""Rules whose problems the explorer of calls finds itself, and their findings.

The response to a callback, or to a request after a hang-up, is not a document: only its success
counts. Only the explorer can see that a new call begins with data of an earlier one.
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
    A callback failed: no response, or a status of 400 or above.

    Twilio sends the callback once, for example when a recording is ready. If it fails, the app does
    not get this data. The caller does not notice. The number depends on the cause; for the status
    of a call it is 15003.
    """)  # fmt: skip
UNANSWERED_HANGUP = Rule("unanswered-hangup", "warning", 11200, """
    The caller hung up, and the request to the action failed.

    For <Record>, <Dial>, <Enqueue>, <Connect> and <Pay> Twilio requests the action even if the
    caller has hung up. Twilio does not run the response. But if the request fails, the app does not
    learn about the recording or the end of the call, and Twilio logs an error.
    """)  # fmt: skip
LEAKED_STATE = Rule("leaked-state", "warning", None, """
    A new call begins in the middle of an earlier call.

    The app keeps the state of a call in one place for all callers, such as a global variable or a
    file. So the next caller continues where the last one stopped, and two callers at the same time
    disturb each other. Keep the state by CallSid, in cookies, or in the URLs of the actions.
    """)  # fmt: skip
MET_RULES = (CALLBACK_FAILED, UNANSWERED_HANGUP, LEAKED_STATE)
PLAIN_RULES = (http_error, invalid_http_redirect, too_many_http_redirects)
"""Other rules about a response that is not usable."""


def callback_failed(
    hop: Hop, what: str, way: tuple[str, ...] = (), ways: int = 1
) -> Finding | None:
    """Return the finding on a callback, named by its attribute; None if it succeeded."""
    problem = _failure(hop)
    if problem is None:
        return None
    told = problem._replace(message=f"the {cut(what)} {problem.message}")
    return finding(CALLBACK_FAILED, told._replace(spot=Spot(hop.number, way, ways)))


def unanswered_hangup(
    hop: Hop, verb: str, way: tuple[str, ...] = (), ways: int = 1
) -> Finding | None:
    """Return the finding on the request to an action after a hang-up; None if it succeeded."""
    problem = _failure(hop)
    if problem is None:
        return None
    told = problem._replace(
        message=f"the caller hung up during <{cut(verb)}>, and the action {problem.message}",
        level=None,
        spot=Spot(hop.number, way, ways),
    )
    made = finding(UNANSWERED_HANGUP, told)
    code = problem.code
    # No caller notices it, so it is a warning; but Twilio logs the same as for an error.
    return made._replace(twilio_code=code, twilio_level=CODES[code].level if code else None)


def leaked_state(
    hop: Hop, earlier: tuple[str, ...] = (), way: tuple[str, ...] = (), ways: int = 1
) -> Finding:
    """Return the finding on the first response to a new call, after an `earlier` path."""
    words = cut(" ".join(earlier))
    problem = Problem(
        "a new call begins in the middle of an earlier call",
        help="keep the state of each call by its CallSid or in cookies",
        note=f"the path of the earlier call was: {words}" if words else "",
        spot=Spot(hop.number, way, ways),
    )
    return finding(LEAKED_STATE, problem)


def _failure(hop: Hop) -> Problem | None:
    """Return the failure, its message as the end of a sentence; None if there is none."""
    if hop.own_limit:
        return None  # the response of the webhook is unknown
    for rule, problem in failure_problems(hop):
        return problem._replace(
            message=f"gave no response: {problem.message}", code=problem.code or rule.code
        )
    for rule in PLAIN_RULES:
        for problem in rule.check(hop):
            status = hop.answer.status if hop.answer else None
            is_status = rule is http_error
            said = f"responded with {status}" if is_status else f"failed: {problem.message}"
            return problem._replace(message=said, code=problem.code or rule.code)
    return None
