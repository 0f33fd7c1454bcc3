"""One webhook drilled: the trials of each drill are sent, and each drill is one result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from twiml_check.calls import callers
from twiml_check.calls.call import Call, NoSuchChoice
from twiml_check.calls.words import quoted
from twiml_check.drills.drill import (
    Ask,
    Drill,
    Result,
    Setting,
    Trial,
    Verdict,
    accepted,
    apart,
    found_by,
    plain,
)
from twiml_check.drills.drills import DRILLS
from twiml_check.drills.injection import CHOSEN, words
from twiml_check.drills.rules import DIES_AFTER_ANSWER
from twiml_check.explore.exchange import start
from twiml_check.explore.explorer import Exploration
from twiml_check.model.call_map import INTERRUPTED
from twiml_check.model.ending import Stopped, WrongCall
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Finding, Problem
from twiml_check.model.run import Expected, Hop, Progress, ResolvedNumber, TargetResult
from twiml_check.report.expectations import STOPPED
from twiml_check.report.phrases import counted
from twiml_check.request.session import Session
from twiml_check.rules.wording import either, near
from twiml_check.runner.again import GIVEN, LONGEST, drill_line, request_line, with_again
from twiml_check.runner.check_target import collect_garbage, judge_hops, new_session
from twiml_check.runner.explore_target import (
    Exploring,
    allowed_hosts,
    first_area,
    question_of_one,
)
from twiml_check.runner.scheduler import as_made
from twiml_check.runner.servers import ensure_up
from twiml_check.runner.settings import Asking, Judging
from twiml_check.runner.stop import is_stopped
from twiml_check.vocabulary.events import DEFAULT_EVENT, EVENTS
from twiml_check.web.text import mask
from twiml_check.web.url import Url

if TYPE_CHECKING:
    from twiml_check.fetch import Fetcher

MOST_REQUESTS = 120
"""To one target, unless the user says so."""
MOST_DOCUMENTS = 2
"""Of one trial whose redirects are followed."""
SPENT = "not tried: the limit of requests is reached (--budget)"
GONE = "not tried: the server does not accept connections any more"
SAME = "the same fault as "
REVIVAL_COST = 5
"""Requests that it counts for: a server that dies again and again takes much time."""
DOWN = {"connection-refused", "connection-reset", "connection-closed"}
"""Why there is no response from a server that has died."""


class Drilling(NamedTuple):
    """Which drills, and how."""

    names: tuple[str, ...] = ()
    """In any order; none of them stands for all."""
    require_signature: bool = False
    budget: int = MOST_REQUESTS
    jobs: int = 20
    """Requests at the same time."""
    revival: float = 5.0
    """Seconds for a server that has died, and that something starts again."""
    warm: bool = False
    """Whether the server has already responded, so that it is not cold."""


def drill_webhook(
    asking: Asking,
    judging: Judging,
    drilling: Drilling,
    url: str,
    fetcher: Fetcher,
    *,
    resolved: ResolvedNumber | None = None,
    progress: Progress | None = None,
) -> Iterator[TargetResult]:
    """Yield the result of each drill, one after the other; a webhook that fails has no more."""
    collect_garbage()
    stage = _Stage(asking, judging, drilling, url, fetcher, progress)
    for name in _chosen(drilling, asking):
        result = stage.run(DRILLS[name])
        name = resolved.number if resolved else result.target
        again = stage.line(result.name)
        yield with_again(result._replace(target=name, resolved=resolved), again)
        if stage.over:
            return


def _chosen(drilling: Drilling, asking: Asking) -> Iterator[str]:
    """Yield the names of the drills that are run, in their order."""
    missing = {*(["cold"] * drilling.warm), *(["fallback"] * (not asking.fallback))}
    yield from (name for name in DRILLS if name in (drilling.names or DRILLS.keys() - missing))


def ensure_drills(option: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names; raises WrongCall where there is no such drill."""
    for name in names:
        if name not in DRILLS:
            hits = near(name, DRILLS)
            meant = f"did you mean {either(hits)}?" if hits else f"there are {', '.join(DRILLS)}"
            raise WrongCall(f'{option}: there is no drill "{name}"; {meant}')
    return names


def ensure_drillable(asking: Asking, drilling: Drilling) -> None:
    """Refuse what cannot be drilled.

    Raises:
        WrongCall: the event is a callback, or the fallback has no URL.
    """
    event = EVENTS[asking.event or DEFAULT_EVENT]
    if event.callback or event.name.endswith("-fallback"):
        raise WrongCall(f"drills are for calls and messages, not for {event.name}; try --event sms")
    if "fallback" in drilling.names and not asking.fallback:
        raise WrongCall("the drill fallback needs the fallback URL: set --fallback")


def question(asking: Asking, drilling: Drilling, url: str) -> str:
    """Return what the user has to agree to; empty where all hosts are near."""
    for each in filter(None, (url, asking.fallback)):
        if what := question_of_one(asking, Exploring(), each):
            return f"up to {drilling.budget} requests: {what}"
    return ""


def ensure_agreed_to(asking: Asking, drilling: Drilling, url: str, *, yes: bool) -> None:
    """Refuse to drill a host on the internet without --yes.

    Raises:
        WrongCall: --yes was not given for it.
    """
    what = "" if yes else question(asking, drilling, url)
    if what:
        raise WrongCall(f"{what}; --yes confirms this")


class _Stage:
    """One target, and what its drills have in common."""

    def __init__(
        self,
        asking: Asking,
        judging: Judging,
        drilling: Drilling,
        url: str,
        fetcher: Fetcher,
        progress: Progress | None,
    ) -> None:
        self.over = False
        """True when the status of the plain request is an error, or the server is gone."""
        self._asking = asking
        self._shown = asking._replace(method=None if asking.method == "POST" else asking.method)
        """Without what is the default on the command line."""
        self._judging = judging
        self._drilling = drilling
        self._url = url
        self._fetcher = fetcher
        self._progress = progress
        self._allowed = allowed_hosts(asking, Exploring(), url)
        self._first = first_area(asking.seed)
        self._number = 0
        self._left = drilling.budget
        self._usual: set[str] = set()
        """Rules that find something in the response to the plain request."""
        self._told = False
        self._unfit = ""
        """The handling of the plain response, if Twilio gets no instructions from it."""
        self._words: Result | None = None
        """The result of a text that nobody expects, once it has been compared."""
        self._name = ""
        """The drill that is running."""
        self._hops: list[Hop] = []
        self._more: list[Verdict] = []
        """Verdicts that no drill yields: a text that nobody expects fails, the server dies."""
        self._before: Result | None = None
        self._alive = False
        """Whether a server has ever responded."""

    def run(self, drill: Drill) -> TargetResult:
        """Run one drill, and return its result."""
        self._name, self._hops, self._more, self._before = drill.name, [], [], None
        ask = Ask(self._make)
        verdicts: list[Verdict] = []
        with suppress(Stopped):
            for verdict in self._verdicts(drill, ask) if not is_stopped() else ():
                verdicts.append(verdict)  # noqa: PERF402 - those before a signal are kept
        return self._result(drill, [*verdicts, *self._more])

    def line(self, name: str) -> str:
        """Return the command line that runs one drill again."""
        required = ["--require-signature"] if self._drilling.require_signature else []
        budget = self._drilling.budget
        more = [*required, *(["--budget", f"{budget}"] if budget != MOST_REQUESTS else [])]
        return drill_line(self._shown, self._judging, self._url, name, *more)

    def _verdicts(self, drill: Drill, ask: Ask) -> Iterator[Verdict]:
        usual = Result(plain())
        if drill.needs_plain:
            usual = ask(plain())
            verdict = accepted(usual)
            if usual.untried:
                yield verdict
                return
            self.over = self.over or not (usual.accepted or usual.succeeded)
            if self.over or not (self._told and usual.accepted):
                yield verdict
            if self.over:
                return
            self._told = True
            self._usual |= {each.rule for each in usual.findings}
            if not usual.accepted:
                self._unfit, usual = usual.last.handling, usual._replace(usual_fault=True)
        yield from drill.play(ask, usual, self._setting())
        if drill.needs_plain and self._hops:
            yield accepted(ask(plain("the plain request afterwards")))

    def _setting(self) -> Setting:
        asking = self._asking
        session = new_session(asking, self._url)
        return Setting(
            event=session.event,
            url=session.public,
            signed=bool(session.token),
            require_signature=self._drilling.require_signature,
            method=session.method,
            tunnelled=bool(asking.public_url),
            fallback=bool(asking.fallback),
            sender=asking.sender or "",
            given=frozenset(dict(session.set_params)),
        )

    def _make(self, trials: tuple[Trial, ...]) -> tuple[Result, ...]:
        """Make trials at the same time."""
        untried = GONE if self.over else SPENT if self._left < len(trials) else ""
        if untried:
            return tuple(Result(trial, untried=untried) for trial in trials)
        results = self._send(trials)
        if len(results) == 1 and _is_down(results[0]) and self._alive:
            results = (self._revive(results[0]),)
        self._before = results[-1]
        self._alive = self._alive or not (_is_down(results[-1]) or self._asking.app)
        return tuple(map(self._apart, results))

    def _apart(self, result: Result) -> Result:
        """Return the result without the faults that a text has that nobody expects.

        If that text fails, the same fault of another text has the same cause.
        """
        setting = self._setting()
        counts = any(self._judging.keeps(each.rule) for each in result.findings)
        counts = counts and (result.crashed or not result.trial.only_refusals)
        if not counts or setting.event.name not in CHOSEN:
            return result
        text, changed = words(setting), set(dict(result.trial.params))
        if self._words is None and changed & set(dict(text.params)):
            if _is_down(result) and result.trial != text:
                return result  # the server may not be up again
            if self._left <= len(text.params):
                return result
            known = self._words = self._unexpected(text, result)
            if result.trial == text:
                return known
            self._more += [accepted(known)] if known.findings else []
        if self._words and changed & set(dict(self._words.trial.params)):
            return apart(result, self._words)
        return result

    def _unexpected(self, text: Trial, result: Result) -> Result:
        """Return the result of this text, in the one parameter that has the same fault alone."""
        if result.trial != text:
            self._before = result = self._send((text,))[0]
        if result.findings and not _is_down(result) and len(text.params) > 1:
            for name, _ in text.params:
                alone = self._send((words(self._setting(), name),))[0]
                if alone.faults == result.faults:
                    return alone
        return result

    def _revive(self, lost: Result) -> Result:
        """Wait until something has started a dead server again, and repeat the trial.

        If the trial succeeds now, the server had died after the response before. If not, the trial
        itself stops the server. A connection that is kept open does not tell which.
        """
        before = self._before
        ensure_up(self._drilling.revival, self._fetcher, (self._url,))
        result = self._send((lost.trial,))[0]
        if not _is_down(result):
            if before and not _is_down(before):
                self._more.append(_death(before, f"after {before.trial.what}"))
            return result
        self._left -= REVIVAL_COST
        if _cause(result) == "connection-refused":
            self.over = True
            if before and not _is_down(before):
                when = f"at {lost.trial.what}, or after {before.trial.what}"
                self._more.append(_death(before, when))
                return Result(lost.trial, untried=GONE)
        return result

    def _send(self, trials: Sequence[Trial]) -> tuple[Result, ...]:
        numbered = [(trial, self._number + place) for place, trial in enumerate(trials)]
        self._number += len(trials)
        jobs = min(self._drilling.jobs, len(trials))
        if jobs == 1:
            made = dict(enumerate(map(self._explore, numbered)))
        else:
            made = dict(as_made(self._explore, numbered, jobs, lambda _made: False))
        alone = len(trials) == 1  # one request alone does not show the fault of many
        return tuple(
            self._keep(trial, *made[place], alone=alone) for place, trial in enumerate(trials)
        )

    def _explore(self, numbered: tuple[Trial, int]) -> tuple[Session, Exploration]:
        """Make the request of a trial, and follow the redirects."""
        trial, number = numbered
        session = self._session(trial, number)
        if trial.said:
            return session, self._speak(session, trial)
        pending = start(session)
        request = trial.forge(session, pending.request) if trial.forge else pending.request
        exploration = Exploration(
            session,
            self._fetcher.session().send,
            MOST_DOCUMENTS if trial.follows else 1,
            self._judging.mode._replace(drilled=self._told and not trial.to_fallback),
            roles=("fetch", "next") if trial.follows else ("fetch",),
            asks=self._allowed,
            progress=self._progress,
        )
        exploration.run(pending._replace(request=request, choice=trial.what))
        return session, exploration

    def _speak(self, session: Session, trial: Trial) -> Exploration:
        """Make a call, and say the words of a trial where the first verb waits for speech."""
        call = Call(
            session, self._fetcher.session().send, self._judging.mode,
            asks=self._allowed, progress=self._progress,
        )  # fmt: skip
        call.begin()
        while call.goes_on and call.requests < MOST_DOCUMENTS:
            call.go_on()
        with suppress(NoSuchChoice):
            call.take(quoted(trial.said[0][1]), trial.said)
        return call.exploration

    def _session(self, trial: Trial, number: int) -> Session:
        asking, url = self._asking, self._url
        sender = trial.sender or asking.sender or callers.number(self._first, number)
        own = asking._replace(
            event=trial.event or asking.event,
            sender=sender,
            param=(*asking.param, *(f"{name}={value}" for name, value in trial.params)),
            no_param=(*asking.no_param, *trial.no_params),
            seed=None if asking.seed is None else f"{asking.seed}/{number}",
            fallback=None,
        )
        if trial.to_fallback and asking.fallback:
            own = own._replace(public_url=None, method=asking.fallback_method)
            return new_session(own, asking.fallback)
        if trial.query:
            url = _with_query(url, trial.query)
            own = own._replace(public_url=_with_query(own.public_url or "", trial.query) or None)
        if trial.behind_proxy:
            public = Url.parse(url)._replace(scheme="https").rebuild()
            own = own._replace(public_url=public.text)
        return new_session(own, url)

    def _keep(
        self, trial: Trial, session: Session, explored: Exploration, *, alone: bool
    ) -> Result:
        """Return the result of a trial, its hops numbered among those of the drill."""
        before = len(self._hops)
        hops = tuple(_shifted(hop, before) for hop in explored.hops)
        self._hops += hops
        self._left -= len(hops)
        findings = tuple(
            each._replace(hop=each.hop + before)
            for each in explored.findings
            if each.level != "info" and (trial.to_fallback or each.rule not in self._usual)
        )
        own_limit = next((hop.own_limit for hop in hops if hop.own_limit), "")
        line = _again(self._shown, self._url, trial, session) if alone else ""
        if not 0 < len(line) <= LONGEST:
            line = self.line(self._name)
        result = Result(trial, hops, findings, line, own_limit)
        last = result.last
        if not (result.succeeded and last.broken and last.handling == self._unfit):
            return result
        others = tuple(each for each in findings if each.hop != last.number)
        return result._replace(findings=others, usual_fault=True)

    def _result(self, drill: Drill, verdicts: Sequence[Verdict]) -> TargetResult:
        findings = [each for verdict in verdicts for each in verdict.findings]
        expected = tuple(self._expected(each) for each in verdicts)
        tried = [each for each in expected if not each.undecided]
        met, open_ = sum(each.met for each in tried), [each for each in expected if each.undecided]
        alike = sum(each.undecided.startswith(SAME) for each in open_)
        left = len(open_) - alike
        outcome = f"{met} of {counted(len(tried), 'trial')} passed"
        outcome += f", {left} not tried" if left else ""
        outcome += f", {alike} with the same fault as another." if alike else "."
        if self.over:
            outcome += " Nothing else was tried."
        own_limit = next((hop.own_limit for hop in self._hops if hop.own_limit), "")
        if any(each.untried == SPENT for each in verdicts):
            own_limit = own_limit or SPENT
        if is_stopped():
            own_limit = INTERRUPTED
        target, hops = mask(self._url), tuple(self._hops)
        if not hops:
            event = self._asking.event or DEFAULT_EVENT
            why = next((each.untried for each in verdicts if each.untried), GONE)
            why = STOPPED if is_stopped() else why
            return TargetResult(target, event, "undecided", (), (), undecided=why, name=drill.name)
        check = judge_hops(self._judging, target, hops, findings, own_limit, outcome, expected)
        return check._replace(name=drill.name)

    def _expected(self, verdict: Verdict) -> Expected:
        kept = [each for each in verdict.findings if self._judging.keeps(each.rule)]
        wrong = any(each.level != "info" for each in kept)
        wrong = wrong or bool(verdict.rule and self._judging.keeps(verdict.rule))
        same = verdict.same_as and not wrong
        return Expected(
            "trial",
            verdict.words,
            met=not (wrong or verdict.untried or same),
            hop=verdict.hop,
            found=verdict.found if wrong else "",
            undecided=verdict.untried or (f"{SAME}{verdict.same_as}" if same else ""),
        )


def _with_query(url: str, query: str) -> str:
    """Return a URL with more behind its query; an empty one stays so."""
    return Url.parse(url).with_query(query).text if url else ""


def _shifted(hop: Hop, by: int) -> Hop:
    """Return the hop with other numbers."""
    return hop._replace(
        number=hop.number + by,
        came_from=hop.came_from and hop.came_from + by,
        repeats=hop.repeats and hop.repeats + by,
    )


def _cause(result: Result) -> str:
    answer = result.last.answer if result.hops else None
    return answer.failure.cause if answer and answer.failure else ""


def _is_down(result: Result) -> bool:
    return _cause(result) in DOWN


def _death(before: Result, when: str) -> Verdict:
    """Return the verdict on a server that died after it had responded."""
    words = f"the server still responds after {before.trial.what}"
    problem = Problem(
        f"the server did not accept connections any more {when}",
        help="catch all errors of work that continues after the response",
        note=f"the response before had the status {before.status}",
    )
    found: Finding = found_by(DIES_AFTER_ANSWER, problem, before)
    return Verdict(words, before.last.number, "it does not accept connections", (found,))


def _again(asking: Asking, url: str, trial: Trial, session: Session) -> str:
    """Return the command line that makes the request of a trial again.

    It is empty if no command line can: a request is forged, or a value has a NUL.
    """
    if asking.app == GIVEN or trial.forge or any("\0" in value for _, value in trial.params):
        return ""
    sender = trial.sender or asking.sender
    own = asking._replace(event=trial.event or asking.event, sender=sender)
    if trial.to_fallback:
        own, url = own._replace(fallback=None, public_url=None), asking.fallback or ""
        return _check_line(own, url, trial)
    if trial.behind_proxy:
        own = own._replace(public_url=session.public.text)
    line = _check_line(own, _with_query(url, trial.query), trial)
    if trial.said:
        return f"{line} --path {quote(quoted(trial.said[0][1]))}"
    return line


def _check_line(asking: Asking, url: str, trial: Trial) -> str:
    set_params: Fields = trial.params
    own = asking._replace(
        param=(*asking.param, *(f"{name}={value}" for name, value in set_params)),
        no_param=(*asking.no_param, *trial.no_params),
    )
    return request_line(own, url, command=("explore",) if trial.said else ())
