"""JSON of every kind that is read: Actions, assistants, memory, flows, reports, snapshots."""

import json
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.answers import HEADERS, plain
from tests.fuzz.case import Case, Served
from tests.fuzz.documents import document
from tests.fuzz.mutate import json_bytes, maybe, mutate_bytes, mutate_value, text
from tests.report.explored import EXPLORED
from tests.report.samples import RUNS, run
from tests.studio.flows import there_and_back, widget
from twiml_check.report import View, render
from twiml_check.studio.tables import WIDGETS

CASES = Path(__file__).parent.parent / "cases"
ACTIONS: Any = {
    "actions": [
        {"say": {"speech": "Hello"}},
        {"remember": {"a": 1}},
        {"show": {"body": "x", "images": [{"label": "a", "url": "https://example.com/a.png"}]}},
        {"play": {"url": "https://example.com/a.mp3"}},
        {"collect": {
            "name": "c",
            "questions": [{
                "question": {"say": "How many?"}, "name": "n", "type": "Twilio.NUMBER",
                "validate": {
                    "allowed_values": {"list": ["1", "2"]},
                    "on_failure": {"messages": [{"say": "No"}], "repeat_question": True},
                    "max_attempts": {"redirect": "task://x", "num_attempts": 2},
                },
            }],
            "on_complete": {"redirect": {"method": "POST", "uri": "/1"}},
        }},
        {"handoff": {"channel": "voice", "uri": "taskrouter://WW" + "0" * 32}},
        {"listen": {"tasks": ["greeting"]}},
        {"redirect": "/1"},
    ]
}  # fmt: skip
MEMORY: Any = {"twilio": {"chat": {"ChannelSid": "x"}}, "a": [1, {"b": None}], "c": "d"}


def actions(chance: Random, origin: str) -> Case:
    """Actions from a file or from the server."""
    sample = {"actions": chance.sample(ACTIONS["actions"], chance.randint(0, 4))}
    raw = json_bytes(chance, sample)
    if maybe(chance, 0.3):
        answer = plain(raw).replace(b"text/xml", b"application/json")
        if maybe(chance, 0.3):
            answer = mutate_bytes(chance, answer, HEADERS)
        served = Served(answer, "close")
        return Case(("autopilot", f"{origin}/0"), site={"/0": served, "/1": served})
    more = chance.choice(((), ("--body", "hello"), ("--answer", "n=1"), ("--channel", "sms")))
    return Case(("autopilot", "a.json", *more), {"a.json": raw})


def assistants(chance: Random, origin: str) -> Case:
    """A whole assistant, as target or as --model."""
    raw = json_bytes(chance, json.loads((CASES / "assistant.json").read_bytes()))
    if maybe(chance, 0.3):
        files = {"m.json": raw, "a.json": json_bytes(chance, ACTIONS)}
        return Case(("autopilot", "a.json", "--model", "m.json"), files)
    more = chance.choice(((), ("--body", "tea, please"), ("--task", "order"), ("--task", "x")))
    return Case(("autopilot", "m.json", *more), {"m.json": raw})


def memory(chance: Random, origin: str) -> Case:
    """What is remembered already, from a file or on the command line."""
    raw = json_bytes(chance, MEMORY)
    files = {"a.json": json.dumps(ACTIONS).encode(), "m.json": raw}
    word = "m.json"
    if maybe(chance, 0.3):
        word = raw[:5000].decode("utf-8", "replace").replace("\0", "")
    return Case(("autopilot", "a.json", f"--memory={word}"), files)


def flows(chance: Random, origin: str) -> Case:
    """A flow with no template where one is rendered, which takes a process each; see `liquid`."""
    flow: Any = json.loads((CASES / "flow.json").read_bytes())
    for number in range(chance.randint(0, 2)):
        name = chance.choice(list(WIDGETS))
        kind = WIDGETS[name]
        given: dict[str, Any] = {
            each: chance.choice(("x", 1, True, [], text(chance))) for each in kind.properties[:5]
        }
        flow["states"].append(
            widget(f"w{number}", name, dict.fromkeys(kind.events, "ask"), **given)
        )
    site = {"/desk": Served(plain(document(chance).encode("utf-8", "replace")), "close")}
    flow["states"][2]["properties"]["url"] = f"{origin}/desk?choice=1"
    more = chance.choice(((), ("--validate",), ("--webhook-url", f"{origin}/flow")))
    raw = json_bytes(chance, flow)
    return Case(("studio", "f.json", *more), {"f.json": raw}, site)


@cache
def _reports() -> tuple[Any, ...]:
    """The JSON report of each sample run."""
    runs = [RUNS[name]() for name in sorted(RUNS)]
    runs += [run(make()) for make in EXPLORED.values()]
    return tuple(json.loads(render("json", each, View())) for each in runs)


def reports(chance: Random, origin: str) -> Case:
    """Reports to be merged."""
    names = [f"r{number}.json" for number in range(chance.choice((1, 1, 2, 3)))]
    files = {name: json_bytes(chance, chance.choice(_reports())) for name in names}
    return Case(("merge", *names), files)


def snapshots(chance: Random, origin: str) -> Case:
    """A snapshot to compare with, and a document."""
    kept: Any = json.loads((CASES / "production.json").read_bytes())
    if maybe(chance, 0.7):
        hop = kept["targets"][0]["hops"][0]
        lines = ["<Response>", "  <Say>Hello</Say>", "</Response>"]
        hop |= {"via": "file", "method": "", "url": "a.xml", "status": None, "answer": lines}
        kept["targets"] = [{"target": "a.xml", "event": "voice", "hops": [hop]}]
        kept = mutate_value(chance, kept) if maybe(chance, 0.3) else kept
    files = {
        "s.json": json_bytes(chance, kept),
        "a.xml": document(chance).encode("utf-8", "replace"),
    }
    return Case(("a.xml", "--compare", "s.json"), files)


TAGS = (
    "{{x}}", "{{ widgets.ask.Digits }}", "{% if x %}", "{% endif %}", "{% for i in (1..3) %}",
    "{{i}}",
    "{% endfor %}", "{% assign a = 'b' %}", "{{ 'x' | replace: 'x', 'yy' }}", "{{ x | nothing }}",
    "{% include 'x' %}", "{% raw %}", "{{", "}}", "{%", "%}", "{{ 'now' | date: '%Y' }}",
    "{{ x.y.z }}",
    "{{ 1 | divided_by: 0 }}", "{{ x | to_json }}", "{% case x %}{% when 1 %}a{% endcase %}",
    "{{ [1] }}",
    "{% cycle 'a', 'b' %}", "{% unless x %}n{% endunless %}",
    "{{ 'a,b' | split: ',' | join }}", "{{-x-}}",
    "{% capture c %}q{% endcapture %}{{c}}", "{% comment %}", "{% tablerow i in (1..2) %}",
    "{{ x[0] }}",
    "{{ '' | truncate: 99999999999 }}", "{{ (1..9) | size }}", "{% break %}", "{# #}", "{{ nil }}",
)  # fmt: skip


def liquid(chance: Random, origin: str) -> Case:
    """A flow whose redirect goes where a template says; each is a process of its own."""
    pieces = [
        chance.choice((*TAGS, text(chance), "/1", "?a=")) for _ in range(chance.randint(1, 4))
    ]
    url = chance.choice((f"{origin}/1?x=", "")) + "".join(pieces)
    raw = json.dumps(there_and_back(url)).encode()
    context = json_bytes(chance, {"x": {"y": [1, "2"]}, "flow": {"variables": {"site": origin}}})
    more = chance.choice(((), ("--context", "c.json"), ("--context", "x=1", "--context", "a.b=c")))
    site = {"/1": Served(plain(b"<Response><Say>Hello</Say></Response>"), "close")}
    return Case(("studio", "f.json", *more), {"f.json": raw, "c.json": context}, site)
