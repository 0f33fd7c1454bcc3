"""The type of a drill: it makes trials one after the other, and judges the responses.

A drill has no network. It gets a function that makes its trials, and yields a verdict on each.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from twiml_check.model.exchange import Event, Fields, Request
from twiml_check.model.finding import Finding, Level, Problem, Spot
from twiml_check.model.run import Hop
from twiml_check.request.session import Session
from twiml_check.rules.engine import finding
from twiml_check.rules.rule import Rule
from twiml_check.rules.wording import listed
from twiml_check.web.url import Url

LEVELS: tuple[Level, ...] = ("error", "warning", "info")
Forge = Callable[[Session, Request], Request]
"""Changes a request after it was signed."""


class Trial(NamedTuple):
    """One request, and its special part. It is a new call or message from a new number."""

    what: str
    """The special part, as it reads in a sentence: `an empty Body`."""
    params: Fields = ()
    """Set as --param sets them."""
    no_params: tuple[str, ...] = ()
    said: Fields = ()
    """Parameters of what the caller says, at the first <Gather> that accepts speech."""
    sender: str | None = None
    """None is a fictional number."""
    event: str = ""
    """A row of `vocabulary.events`; empty for the user's own."""
    query: str = ""
    """Added to the URL."""
    behind_proxy: bool = False
    """The URL is https for the signature, and X-Forwarded-Proto says so."""
    to_fallback: bool = False
    """The request goes to the fallback URL."""
    forge: Forge | None = None
    only_refusals: bool = False
    """Only a refusal of the request counts. Other drills find what is wrong with a response."""
    follows: bool = False
    """Whether the <Redirect>s of the response are followed; HTTP redirects always are."""


class Fault(NamedTuple):
    """What is wrong with a response, without its texts: two trials can have the same fault."""

    rule: str
    status: int | None
    path: tuple[str, ...]
    """From the root to the element; empty without one."""


class Result(NamedTuple):
    """The result of a trial."""

    trial: Trial
    hops: tuple[Hop, ...] = ()
    """At least one, unless it was not tried."""
    findings: tuple[Finding, ...] = ()
    """Errors and warnings, except those of rules that the plain request breaks too."""
    again: str = ""
    """The command line that makes the request again."""
    untried: str = ""
    """Why it was not tried, in a few words; empty when it was."""
    usual_fault: bool = False
    """Twilio gets no instructions from it, but its fault is only that of the plain request."""
    same_as: str = ""
    """An earlier trial that has the finding, if the response has only the fault of that one."""

    @property
    def last(self) -> Hop:
        """Return the last response."""
        return self.hops[-1]

    @property
    def status(self) -> int | None:
        """Return the status of the last response; None if there is no response."""
        return self.last.answer.status if self.hops and self.last.answer else None

    @property
    def accepted(self) -> bool:
        """Say whether Twilio gets instructions from it, or the app always responds like this."""
        return bool(self.hops) and (not self.last.broken or self.usual_fault)

    @property
    def succeeded(self) -> bool:
        """Say whether the status of the last response is 2xx."""
        return self.status is not None and self.status // 100 == 2

    @property
    def faults(self) -> list[Fault]:
        """Return what is wrong, in the order of the findings."""
        places = [(each.rule, each.location) for each in self.findings]
        return [Fault(rule, self.status, place.path if place else ()) for rule, place in places]

    @property
    def crashed(self) -> bool:
        """Say whether the last response is an error, or there is no response."""
        return bool(self.hops) and (self.status is None or self.status >= 400)

    @property
    def outcome(self) -> str:
        """Return the outcome in a few words: `the webhook responded with 500`."""
        answer = self.last.answer
        if answer and answer.failure:
            return f"there is no usable response ({answer.failure.cause})"
        return f"the webhook responded with {self.status}"


class Verdict(NamedTuple):
    """The verdict of a drill on one trial."""

    words: str
    """The expectation: `an empty Body is accepted`."""
    hop: int | None = None
    """The number of the hop that shows it."""
    found: str = ""
    """The result, if it is not as expected."""
    findings: tuple[Finding, ...] = ()
    """The findings. The trial is unmet if one is an error or a warning."""
    rule: str = ""
    """The rule that is broken, where another trial has the finding."""
    untried: str = ""
    """Why it was not tried; empty when it was."""
    same_as: str = ""
    """The trial that has the finding; then this one is neither met nor unmet."""


class Setting(NamedTuple):
    """What a drill has to know of the user's options."""

    event: Event
    url: Url
    """As Twilio knows it."""
    signed: bool = False
    """There is a token."""
    require_signature: bool = False
    method: str = "POST"
    tunnelled: bool = False
    """--public-url is given."""
    fallback: bool = False
    """There is a fallback URL."""
    sender: str = ""
    """Who calls, if the user says so."""
    given: frozenset[str] = frozenset()
    """Parameters that the user sets."""


class Ask:
    """Makes trials. The runner knows how."""

    def __init__(self, make: Callable[[tuple[Trial, ...]], tuple[Result, ...]]) -> None:
        """Keep what makes trials at the same time."""
        self._make = make

    def __call__(self, trial: Trial) -> Result:
        """Make one trial."""
        return self._make((trial,))[0]

    def at_once(self, trials: Iterable[Trial]) -> tuple[Result, ...]:
        """Make all trials at the same time."""
        return self._make(tuple(trials))


Play = Callable[[Ask, Result, Setting], Iterator[Verdict]]
"""Gets what makes trials, the result of the plain request, and the user's options."""


class Drill(NamedTuple):
    """One drill."""

    name: str
    summary: str
    """One line for --list."""
    play: Play
    needs_plain: bool = True
    """Whether the plain request comes first."""


def plain(what: str = "the plain request") -> Trial:
    """Return the request that a check makes."""
    return Trial(what)


def accepted(result: Result, most: Level = "error") -> Verdict:
    """Return the verdict on a request that must be accepted, by the rules of a check.

    Where it is not certain that Twilio sends such a request, `most` is less than an error.
    """
    trial = result.trial
    wanted = "causes no other fault" if result.usual_fault else "is accepted"
    found = tuple(
        lowered(each._replace(message=f"{trial.what}: {each.message}", again=result.again), most)
        for each in result.findings
    )
    return Verdict(
        words=f"{trial.what} {wanted}",
        hop=result.last.number if result.hops else None,
        found=found[0].message.removeprefix(f"{trial.what}: ") if found else "",
        findings=found,
        untried=result.untried,
        same_as=result.same_as,
    )


def apart(result: Result, known: Result) -> Result:
    """Return the result without the faults of another one, which has the findings."""
    pairs = zip(result.findings, result.faults, strict=True)
    own = tuple(finding for finding, fault in pairs if fault not in known.faults)
    same_as = known.trial.what if result.findings and not own else ""
    return result._replace(findings=own, same_as=same_as)


def lowered(found: Finding, most: Level) -> Finding:
    """Return the finding with this level at most; only an error has a number of Twilio's."""
    level = max(found.level, most, key=LEVELS.index)
    if level == "error":
        return found
    return found._replace(level=level, twilio_code=None, twilio_level=None)


def found_by(rule: Rule, problem: Problem, result: Result) -> Finding:
    """Return the finding of a rule of drills on the last answer of a trial."""
    spot = Spot(result.last.number if result.hops else 0)
    return finding(rule, problem._replace(spot=spot))._replace(again=result.again)


def names(every: Iterable[str]) -> str:
    """Return names as one text: `Body and FromCity`."""
    *head, last = list(every)
    return f"{listed(head)} and {last}" if head else last
