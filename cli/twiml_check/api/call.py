"""A call of the Python API: a list of steps, played when the result is read."""

from __future__ import annotations

from collections.abc import Callable

from twiml_check.api.results import Result
from twiml_check.model.step import Step
from twiml_check.suite.steps import step_text

__tracebackhide__ = True
"""pytest shows the line of the test, and not the lines of this module.

https://docs.pytest.org/en/stable/example/simple.html#writing-well-integrated-assertion-helpers
"""


class Call:
    """A call or conversation to play; each method adds a step.

    The call is played when the result is read. A step that is added later plays a new call from the
    beginning: a webhook never sees a call go back.
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
        """Say and press nothing until the timeout."""
        return self._add("silence", True)

    def hangup(self) -> Call:
        """Hang up."""
        return self._add("hangup", True)

    def dial(self, outcome: str) -> Call:
        """Choose the result of a <Dial>: completed, busy, no-answer, failed, canceled, answered."""
        return self._add("dial", outcome)

    def record(self, how: int | str) -> Call:
        """Record so many seconds, or up to a `pause` or the `hangup`."""
        return self._add("record", how)

    def queue(self, outcome: str) -> Call:
        """Leave the queue of <Enqueue>: bridged, leave, queue-full, error."""
        return self._add("queue", outcome)

    def connect(self, outcome: str) -> Call:
        """Choose the outcome of a <Connect>: ended, failed."""
        return self._add("connect", outcome)

    def pay(self, result: str) -> Call:
        """Choose the result of a <Pay>: success, validation-error …; nothing is paid."""
        return self._add("pay", result)

    def refer(self, outcome: str) -> Call:
        """Choose the outcome of a <Refer>: accepted or refused."""
        return self._add("refer", outcome)

    def sms(self, status: str) -> Call:
        """Choose the status of an <Sms> with an action: sending, invalid; nothing is sent."""
        return self._add("sms", status)

    def text(self, body: str) -> Call:
        """Send a message."""
        return self._add("text", body)

    def callback(self, attribute: str) -> Call:
        """Send a callback of a document, by the name of its attribute: `statusCallback`."""
        return self._add("callback", attribute)

    def whisper(self) -> Call:
        """Continue with the document that the other party hears first."""
        return self._add("whisper", True)

    def waiting(self) -> Call:
        """Continue with the document that is heard in the queue."""
        return self._add("waiting", True)

    def hear(self, text: str) -> Call:
        """Expect this text since the last choice; case and whitespace make no difference."""
        return self._add("hear", text)

    def reply(self, text: str) -> Call:
        """Expect this text in the reply."""
        return self._add("reply", text)

    def expect(self, *xpaths: str) -> Call:
        """Expect these XPaths in the current document, relative to <Response>."""
        for xpath in xpaths:
            self._add("expect", xpath)
        return self

    def ends(self, how: str = "hangup") -> Call:
        """Expect the end of the call: by `hangup` or `reject`, in `silence`, or at the `end`."""
        return self._add("ends", how)

    @property
    def result(self) -> Result:
        """Play the call, and return the result with its verdict."""
        if self._result is None:
            self._result = self._play(self._steps)
        return self._result

    @property
    def passed(self) -> bool:
        """Say whether all steps passed and no rule found an error."""
        return self.result.passed

    def __bool__(self) -> bool:
        """Say whether the call passed, for `assert call(...)`."""
        return self.passed

    def __repr__(self) -> str:
        """Return the steps; after the call, return the verdict."""
        if self._result is not None:
            return repr(self._result)
        return f"<Call {', '.join(step.words for step in self._steps)}>"

    def __str__(self) -> str:
        """Return the report for people."""
        return str(self.result)

    def _add(self, kind: str, value: object) -> Call:
        try:
            step = Step(kind, step_text(kind, value))
        except ValueError as wrong:
            raise wrong.with_traceback(None) from None
        self._steps = (*self._steps, step)
        self._result = None
        return self
