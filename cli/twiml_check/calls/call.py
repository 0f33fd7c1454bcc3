"""One call or conversation: what the caller hears, the possible choices, and their results.

Each document is one exchange with its HTTP redirects and, after a failure, the fallback.
"""

from collections.abc import Callable
from typing import NamedTuple

from twiml_check.calls.script import Script, Stop, script_of
from twiml_check.calls.state import State, state_of
from twiml_check.calls.words import CONFIDENCES, is_keys, quoted, spoken
from twiml_check.explore.continuations.continuation import Choice, Link, Visit
from twiml_check.explore.continuations.gather import GATHER, press, say
from twiml_check.explore.continuations.http_redirect import HTTP_REDIRECT
from twiml_check.explore.continuations.twiml_redirect import TWIML_REDIRECT
from twiml_check.explore.exchange import follow, start
from twiml_check.explore.explorer import Exploration, Judge
from twiml_check.model.call_map import ChoiceKind
from twiml_check.model.exchange import Fields
from twiml_check.model.finding import Finding
from twiml_check.model.run import Hop, Mode, PendingRequest, Progress, Send
from twiml_check.request.session import Session, next_message
from twiml_check.rules.engine import check
from twiml_check.rules.met import callback_failed, unanswered_hangup
from twiml_check.vocabulary.callbacks import API
from twiml_check.web.url import Url

PICTURE = f"{API}/Messages/{{message_sid}}/Media/{{media_sid}}"
"""The URL of the picture in a message without a text."""
MOST_DOCUMENTS = 10_000
"""The most requests of one call; an exploration has its own limits."""


class NoSuchChoice(ValueError):  # noqa: N818 - an outcome, one line for the user
    """A choice is not possible here; the text says which choices are possible."""

    def __init__(self, word: str, instead: str) -> None:
        """Keep the word, and the reason in a few words."""
        super().__init__(f"{word}: {instead}")
        self.instead = instead


class NotAsked(NoSuchChoice):
    """A choice points to another host."""

    def __init__(self, word: str, url: Url) -> None:
        """Keep the address."""
        super().__init__(word, f"twiml-check sends no request to another host: {url.masked}")


class Scene(NamedTuple):
    """One document of a call, when the call has reached it."""

    hop: Hop
    script: Script
    state: State
    hops: tuple[Hop, ...]
    """The exchanges for this document: HTTP redirects, then this hop."""
    findings: tuple[Finding, ...]
    """The findings of these exchanges."""

    @property
    def failed(self) -> bool:
        """Say whether Twilio gets no instructions, or a callback gets no successful response."""
        if self.hop.event.callback:
            answer = self.hop.answer
            taken = answer and answer.status and 200 <= answer.status < 300 and not answer.failure
            return not taken
        return self.hop.broken and self.script.then is None


def findings_not_run(scene: Scene, kind: ChoiceKind, word: str, verb: str) -> tuple[Finding, ...]:
    """Return the findings of a response that Twilio does not run: a failure, and its redirects.

    It is the response to a callback, or to the action of a verb after the caller has hung up.
    """
    others = tuple(each for each in scene.findings if each.hop != scene.hop.number)
    if kind == "callback":
        failed = callback_failed(scene.hop, word.rstrip("0123456789"))
    else:
        failed = unanswered_hangup(scene.hop, verb)
    return (*others, *([failed] if failed else []))


class Call:
    """One call or conversation, while it continues."""

    def __init__(
        self,
        session: Session,
        send: Send,
        mode: Mode,
        *,
        judge: Judge = check,
        asks: Callable[[Url], bool] = lambda _url: True,
        progress: Progress | None = None,
    ) -> None:
        """Begin before the first request. Only URLs that `asks` allows get requests."""
        self.session = session
        self.asks = asks
        self.scene: Scene | None = None
        self.position = 0
        """How many stops of the document the call has passed."""
        self.passed = ""
        """The choice at the last of these stops."""
        self.over = False
        """True when the caller has hung up."""
        self.exploration = Exploration(
            session, send, MOST_DOCUMENTS, mode,
            roles=("fetch", "rescue"), judge=judge, notice=self._notice, asks=asks,
            progress=progress,
        )  # fmt: skip
        self.sent = ""
        """The last message, in a conversation."""
        self._visited: tuple[Script, State] | None = None
        self._main: tuple[Scene, int] | None = None
        self._again: tuple[Choice, ...] = ()
        """The requests that repeat in the branch that the call left last: the music of a queue."""

    @property
    def requests(self) -> int:
        """Return how many requests the call has made so far."""
        return len(self.exploration.hops)

    @property
    def own_limit(self) -> str:
        """Return the limit of twiml-check that ended the call; empty when none did."""
        return self.exploration.undecided

    @property
    def stop(self) -> Stop | None:
        """Return the verb that waits now; None if the document continues or ends."""
        if self.scene is None or self.over or self.position >= len(self.scene.script.stops):
            return None
        return self.scene.script.stops[self.position]

    @property
    def goes_on(self) -> Link | None:
        """Return the link that the document follows by itself, when no verb waits any more."""
        if self.scene is None or self.over or self.stop:
            return None
        return self.scene.script.then

    def begin(self) -> Scene:
        """Make the first request of a call, and return the scene."""
        return self._arrive(start(self.session))

    def go_on(self) -> Scene:
        """Follow the link that the document follows by itself."""
        link = self.goes_on
        if link is None or self.scene is None:
            raise NoSuchChoice("continue", "the document points to no other document")
        pending = follow(self.session, self.scene.hop, TWIML_REDIRECT, link)
        return self._arrive(pending._replace(choice=self.passed))

    def choices(self) -> tuple[Choice, ...]:
        """Return the choices with names: at the verb that waits, and outside the call."""
        if self.scene is None or self.over:
            return ()
        here = self.stop.choices if self.stop else ()
        beside = {each.word: each for each in (*self.scene.script.beside, *self._again)}
        return (*here, *beside.values())

    def choice(self, word: str) -> Choice:
        """Return the choice that a word of a path names now.

        Raises:
            NoSuchChoice: The choice is not possible here.
        """
        taken = self.stop.input if self.stop else None
        found: Choice | None = next((each for each in self.choices() if each.word == word), None)
        if found is None and taken:
            mark = word[:1] if word[:1] in CONFIDENCES else ""
            text = spoken(word[len(mark) :])
            if text is not None:
                found = say(taken, text, CONFIDENCES[mark])
            elif is_keys(word):
                found = press(taken, word)
        if found is None:
            raise NoSuchChoice(word, self._why_not(word))
        return found._replace(word=word)

    def take(self, word: str, fields: Fields = ()) -> Scene | None:
        """Choose, and return the next scene; None if Twilio sends no request.

        `fields` replace the fields of the choice that have the same names.

        In a conversation a text is a message. A response that Twilio does not run on the call (to
        a callback, or after a hang-up) does not move the call.

        Raises:
            NoSuchChoice: The choice is not possible here.
        """
        if self.session.event.product == "messaging" and (text := spoken(word)) is not None:
            return self.send(text)
        choice = self.choice(word)
        before, at = self.scene, self.position
        if choice.link is None or before is None:
            self.over = choice.over
            self.position += 0 if choice.over else 1
            self.passed = word
            return None
        if choice.over or choice.kind == "callback":
            self.over = choice.over
            return self.tell(before, choice, fields)
        scene = self._ask(before, choice, fields)
        if choice.kind == "branch":
            self._main = self._main or (before, at)
        return scene

    def tell(self, scene: Scene, choice: Choice, fields: Fields = ()) -> Scene:
        """Send a request whose response Twilio does not run; the call does not move."""
        stays = self.scene, self.position, self.passed, self._again
        told = self._ask(scene, choice, fields)
        self.scene, self.position, self.passed, self._again = stays
        return told

    def _ask(self, scene: Scene, choice: Choice, fields: Fields) -> Scene:
        if choice.link is None:
            raise NoSuchChoice(choice.word, "Twilio sends no request for this choice")
        sent = tuple({**dict(choice.link.fields), **dict(fields)}.items())
        pending = follow(self.session, scene.hop, GATHER, choice.link._replace(fields=sent))
        return self._arrive(pending._replace(via=choice.via, choice=choice.word))

    def send(self, text: str, media: Fields = ()) -> Scene:
        """Send one more message, and return the scene; a message without a text is a picture."""
        self.sent = text
        media = media or (() if text else ((PICTURE, "image/jpeg"),))
        request = next_message(self.session, text, media)
        hops = self.exploration.hops
        public_only = start(self.session).public_only
        return self._arrive(
            PendingRequest(
                request,
                "message" if hops else "webhook",
                len(hops) or None,
                choice=quoted(text),
                public_only=public_only,
            )
        )

    def leave_branch(self) -> bool:
        """Go back to the document of the branch; return False if the call is on the main line."""
        if self._main is None:
            return False
        beside = self.scene.script.beside if self.scene else ()
        self._again = tuple(each for each in beside if each.kind == "branch")
        (self.scene, self.position), self._main = self._main, None
        return True

    def _notice(self, visit: Visit) -> None:
        script = script_of(visit)
        if visit.hop.handling == "redirect":
            # If the call follows the redirect, the script of the next document replaces this.
            script = Script(then=next(HTTP_REDIRECT.find(visit), None))
        self._visited = script, state_of(visit)

    def _arrive(self, pending: PendingRequest) -> Scene:
        before = len(self.exploration.hops)
        found = len(self.exploration.findings)
        self.exploration.run(pending)
        hops = tuple(self.exploration.hops[before:])
        if self._visited is None or self.own_limit:
            nowhere = State("", "", "", "")
            self._visited = Script(end="error"), nowhere
        script, state = self._visited
        findings = tuple(self.exploration.findings[found:])
        self.scene = Scene(hops[-1], script, state, hops, findings)
        self.position, self.passed, self._again = 0, "", ()
        return self.scene

    def _why_not(self, word: str) -> str:
        if self.over:
            return "the call is over"
        can = [each.word for each in self.choices()]
        if self.stop and self.stop.input:
            heard = self.stop.input
            can = [*["keys"] * heard.keys, *['"words"'] * heard.speech, *can]
        if not can:
            return "no verb waits here"
        hint = "; use waiting to hear what a waiting caller hears"
        hint = hint if word == "silence" and "waiting" in can else ""
        return f"the choices here are {', '.join(can)}{hint}"
