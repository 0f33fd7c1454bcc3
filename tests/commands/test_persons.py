"""One person does one thing at a time: the steps of a call, and the cases with one `from`."""

import threading
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import parse_qs

from tests.commands.calling import call, json_report, webhook
from tests.servers import Received, http_reply
from twiml_check.runner.scheduler import as_made

TALKS = 8
WAIT = 30
"""Seconds until a test that waits for another request fails."""


class Phone:
    """A webhook that records who sent what, and how many requests of a person it had at a time."""

    def __init__(self, together: int) -> None:
        """Let the first requests of so many persons wait for each other."""
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.order: list[str] = []
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._meeting = threading.Barrier(together)

    def __call__(self, received: Received) -> bytes:
        fields = parse_qs(received.body.decode())
        person, text = fields["From"][0], fields["Body"][0]
        with self._lock:
            first = not self.texts[person]
            self.texts[person].append(text)
            self.order.append(text)
            self.now[person] += 1
            self.most[person] = max(self.most[person], self.now[person])
        if first:
            self._meeting.wait(WAIT)
        with self._lock:
            self.now[person] -= 1
        return http_reply(f"<Response><Message>got {text}</Message></Response>".encode())


def test_the_steps_of_a_conversation_come_one_after_the_other(tmp_path: Path) -> None:
    texts = [f"text {number}" for number in range(4)]
    steps = "".join(f'{{ text = "{text}" }}, {{ reply = "got {text}" }}, ' for text in texts)
    talk = (
        f'[[call]]\nname = "{{0}}"\ntarget = "/sms"\nfrom = "+1500555010{{0}}"\nsteps = [{steps}]\n'
    )
    suite = tmp_path / "twiml-check.toml"
    suite.write_text("".join(talk.replace("{0}", str(at)) for at in range(TALKS)))
    phone = Phone(TALKS)
    with webhook(phone) as hook:
        assert call("run", suite, "--base-url", hook.url(""), "-j", "16").status == 0
    assert list(phone.texts.values()) == [texts] * TALKS
    assert set(phone.most.values()) == {1}


def test_the_cases_of_one_person_come_one_after_the_other(tmp_path: Path) -> None:
    def check(name: str, sender: str) -> str:
        return f'[[check]]\nname = "{name}"\ntarget = "/sms"\nbody = "{name}"\n{sender}\n'

    one, two = 'from = "+15005550101"', 'params = { From = "+15005550102" }'
    suite = tmp_path / "twiml-check.toml"
    talk = f'[[call]]\nname = "a2"\ntarget = "/sms"\n{one}\nsteps = [{{ text = "a2" }}]\n'
    suite.write_text(check("a1", one) + talk + check("a3", one) + check("b1", two))
    phone = Phone(2)  # a1 gets no response before b1 has come
    with webhook(phone) as hook:
        report = json_report("run", suite, "--base-url", hook.url(""), "-j", "16", status=0)
    assert [target["name"] for target in report["targets"]] == ["a1", "a2", "a3", "b1"]
    assert phone.texts["+15005550101"] == ["a1", "a2", "a3"]
    assert phone.most["+15005550101"] == 1
    assert phone.order.index("b1") < phone.order.index("a2")


def test_the_sender_of_the_defaults_is_not_one_person(tmp_path: Path) -> None:
    suite = tmp_path / "twiml-check.toml"
    checks = "".join(f'[[check]]\nname = "{name}"\ntarget = "/{name}"\n' for name in "ab")
    suite.write_text(f'[defaults]\nfrom = "+15005550101"\n{checks}')
    meeting = threading.Barrier(2)

    def answered(_: Received) -> bytes:
        meeting.wait(WAIT)
        return http_reply()

    with webhook(answered) as hook:
        assert call("run", suite, "--base-url", hook.url(""), "-j", "16").status == 0


def test_a_thread_is_never_idle_while_a_person_is_free() -> None:
    """`a1` ends when all others have ended that may run next to it."""
    others = threading.Event()
    made: list[str] = []

    def make(item: str) -> str:
        if item == "a1":
            assert others.wait(WAIT)
        made.append(item)
        if len(made) == 4:
            others.set()
        return item

    items = ["a1", "a2", "b1", "b2", "c1", "a3", "c2"]
    results = dict(as_made(make, items, 3, lambda _: False, lambda item: item[0]))
    assert [results[place] for place in range(len(items))] == items
    for person in "abc":
        assert [item for item in made if item[0] == person] == sorted(
            item for item in items if item[0] == person
        )


def test_a_failed_person_stops_all_with_fail_fast(tmp_path: Path) -> None:
    suite = tmp_path / "twiml-check.toml"
    checks = "".join(
        f'[[check]]\ntarget = "/{name}"\nfrom = "+15005550101"\nexpect = ["Dial"]\n'
        for name in "abc"
    )
    suite.write_text(checks)
    with webhook(lambda _: http_reply()) as hook:
        report = json_report(
            "run", suite, "--base-url", hook.url(""), "-j", "16", "--fail-fast", status=1
        )
    assert [target["verdict"] for target in report["targets"]] == ["fail", *["undecided"] * 2]
