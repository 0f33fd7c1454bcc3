"""A call of the Python API: steps in a row, and the verdict when it is wanted."""

from __future__ import annotations

from collections.abc import Callable

from twiml_check.api.results import Result
from twiml_check.model.step import Step
from twiml_check.suite.steps import step_text


class Call:
    """A call or conversation that is still to be played; each method adds a step.

    It is played when the result is wanted. Adding a step afterwards plays all of it again, as a
    new call: a webhook never sees a call go back.
    """

    def __init__(self, play: Callable[[tuple[Step, ...]], Result]) -> None:
        """Begin without a step."""
        self._play = play
        self._steps: tuple[Step, ...] = ()
        self._result: Result | None = None

    def press(self, keys: str) -> Call:
        """Press keys: `1`, `1234#`."""
        return self._add("press", keys)

    def say(self, words: str) -> Call:
        """Say something."""
        return self._add("say", words)

    def silence(self) -> Call:
        """Say and press nothing until the time is over."""
        return self._add("silence", True)

    def hangup(self) -> Call:
        """Hang up."""
        return self._add("hangup", True)

    def dial(self, outcome: str) -> Call:
        """Let a <Dial> end so: completed, busy, no-answer, failed, canceled, answered."""
        return self._add("dial", outcome)

    def record(self, how: int | str) -> Call:
        """Record so many seconds, or until a `pause` or the `hangup`."""
        return self._add("record", how)

    def queue(self, outcome: str) -> Call:
        """Leave the queue of <Enqueue>: bridged, leave, queue-full, error."""
        return self._add("queue", outcome)

    def connect(self, outcome: str) -> Call:
        """Let a <Connect> end so: ended, failed."""
        return self._add("connect", outcome)

    def pay(self, result: str) -> Call:
        """Let a <Pay> end so: success, validation-error …; nothing is ever paid."""
        return self._add("pay", result)

    def refer(self, outcome: str) -> Call:
        """Let a <Refer> be accepted or refused."""
        return self._add("refer", outcome)

    def sms(self, status: str) -> Call:
        """Let an <Sms> with an action be `sending` or `invalid`; nothing is ever sent."""
        return self._add("sms", status)

    def text(self, body: str) -> Call:
        """Send a message."""
        return self._add("text", body)

    def callback(self, attribute: str) -> Call:
        """Deliver a callback that a document has set, by its attribute: `statusCallback`."""
        return self._add("callback", attribute)

    def whisper(self) -> Call:
        """Listen to what the other party hears first."""
        return self._add("whisper", True)

    def waiting(self) -> Call:
        """Listen to what is heard in the queue."""
        return self._add("waiting", True)

    def hear(self, text: str) -> Call:
        """Expect this to be said since the last choice; case and blanks make no difference."""
        return self._add("hear", text)

    def reply(self, text: str) -> Call:
        """Expect this in the reply."""
        return self._add("reply", text)

    def expect(self, *xpaths: str) -> Call:
        """Expect something in the present document, seen from <Response>."""
        for xpath in xpaths:
            self._add("expect", xpath)
        return self

    def ends(self, how: str = "hangup") -> Call:
        """Expect the call to be over: by a `hangup` or `reject`, in `silence`, or at the `end`."""
        return self._add("ends", how)

    @property
    def result(self) -> Result:
        """Return the verdict, and all that led to it."""
        __tracebackhide__ = True
        if self._result is None:
            self._result = self._play(self._steps)
        return self._result

    @property
    def passed(self) -> bool:
        """Say whether all steps went so, and no rule found an error."""
        return self.result.passed

    def __bool__(self) -> bool:
        """Say whether it passed, so that `assert call(...)` does what it says."""
        return self.passed

    def __repr__(self) -> str:
        """Return the steps, or the verdict once it is known."""
        if self._result is not None:
            return repr(self._result)
        return f"<Call {', '.join(step.words for step in self._steps)}>"

    def __str__(self) -> str:
        """Return the report for people."""
        return str(self.result)

    def _add(self, kind: str, value: object) -> Call:
        __tracebackhide__ = True
        self._steps = (*self._steps, Step(kind, step_text(kind, value)))
        self._result = None
        return self
