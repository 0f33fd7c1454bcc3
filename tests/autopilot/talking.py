"""An assistant's server on loopback, and a dialogue with it through the real stages."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.servers import Received, Server, http_reply, serving, web
from twiml_check.autopilot import check_actions
from twiml_check.autopilot.actions import assistant, read_actions
from twiml_check.autopilot.dialogue import AssistantRun, Outcome
from twiml_check.autopilot.requests import dialogue
from twiml_check.fetch import Fetcher
from twiml_check.model.finding import Finding

JSON = "application/json"
Route = bytes | list[Any] | Callable[[Received], bytes]


@dataclass
class Bot:
    """The server and what it was asked."""

    server: Server
    received: list[Received] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return self.server.url(path)

    def sent(self, number: int = -1) -> dict[str, str]:
        """The parameters of a request, from its body or its query."""
        request = self.received[number]
        query = request.path.partition("?")[2]
        text = request.body.decode() if request.method == "POST" else query
        return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))

    @property
    def paths(self) -> list[str]:
        return [f"{each.method} {each.path.partition('?')[0]}" for each in self.received]


def acting(*actions: Any) -> bytes:
    """An answer with these actions."""
    return http_reply(json.dumps({"actions": actions}).encode(), content_type=JSON)


@contextmanager
def bot(routes: Mapping[str, Route] | Callable[[Bot], Mapping[str, Route]]) -> Iterator[Bot]:
    """Serve by path: actions as a list, raw answers, or what a function gives."""
    table: dict[str, Route] = {}
    seen: list[Received] = []

    def handler(request: Received) -> bytes:
        seen.append(request)
        route = table[request.path.partition("?")[0]]
        if callable(route):
            return route(request)
        return route if isinstance(route, bytes) else acting(*route)

    with serving(web(handler)) as server:
        served = Bot(server, seen)
        table.update(routes(served) if callable(routes) else routes)
        yield served


def talk(url: str, *, method: str = "POST", **more: Any) -> Outcome:
    """What comes of asking this URL; `model` is an assistant's schema."""
    with Fetcher() as fetcher:
        return check_actions(_session(fetcher, url, **more), method=method)


def run_file(document: Any, **more: Any) -> Outcome:
    """What comes of a file with this content: bytes, or a value to be written as JSON."""
    raw = document if isinstance(document, bytes) else json.dumps(document, indent=1).encode()
    with Fetcher() as fetcher:
        return check_actions(_session(fetcher, "", **more), "actions.json", raw)


def _session(
    fetcher: Fetcher,
    url: str,
    *,
    model: Any = None,
    channel: str = "voice",
    fields: tuple[tuple[str, str], ...] = (),
    told: Mapping[str, Any] | None = None,
    **more: Any,
) -> AssistantRun:
    schema = read_actions(json.dumps(model).encode()) if model is not None else None
    known = assistant(schema.json, "model.json") if schema and schema.json else None
    session = AssistantRun(
        dialogue=dialogue(
            channel,
            url,
            seed="same",
            fields=fields,
            types=known.fields if known else None,
            **(told or {}),
        ),
        send=fetcher.send,
        assistant=known,
        schema=schema,
    )
    return session._replace(**more)


def schema(**tasks: list[Any]) -> dict[str, Any]:
    """An assistant with these tasks, each of which a user can get to."""
    return {
        "uniqueName": "tea",
        "tasks": [
            {
                "uniqueName": name,
                "actions": {"actions": actions},
                "fields": [],
                "samples": [{"language": "en-US", "taggedText": f"{name}, please"}],
            }
            for name, actions in tasks.items()
        ],
    }


QUESTION = {"question": "Which?", "name": "kind"}


def collecting(target: Any = "https://tea.example.com/done", **changes: Any) -> dict[str, Any]:
    """A collect with one question, which leads to the target."""
    done = {"redirect": target}
    return {"collect": {"name": "order", "questions": [QUESTION], "on_complete": done, **changes}}


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """Rules and levels of what was found."""
    return [(finding.rule, finding.level) for finding in outcome.findings]


def only(outcome: Outcome) -> Finding:
    """The one finding."""
    assert len(outcome.findings) == 1, told(outcome)
    return outcome.findings[0]


def vias(outcome: Outcome) -> list[str]:
    return [hop.via for hop in outcome.hops]
