"""Liquid as Studio has it, in a process that hostile templates cannot get out of."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from twiml_check.model.json_value import JsonValue
from twiml_check.studio.flow import Rendered
from twiml_check.studio.render import LIQUID_PROCESS, is_template, render, surroundings

CONTEXT: dict[str, Any] = {
    "widgets": {"get-customer": {"parsed": {"id": "a b+c&d"}}, "ask": {"Digits": "1"}},
    "flow": {"variables": {"list": ["a", "b"], "markup": "{{ flow.sid }}"}, "sid": "FN1"},
}


def text(template: str) -> str:
    done = render(template, CONTEXT)
    assert (done.fault, done.limit) == ("", "")
    return done.text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("?id={{widgets.get-customer.parsed.id}}", "?id=a b+c&d"),  # nothing is escaped
        ("{{ widgets.get-customer.parsed.id | url_encode }}", "a+b%2Bc%26d"),
        ("{{ widgets.ask.Digits | plus: 1 }}", "2"),
        ("{{ flow.variables.none | default: 'x' }}", "x"),
        ("{{ flow.variables.list | to_json }}", '["a", "b"]'),
        ("{% case widgets.ask.Digits %}{% when '1' %}one{% else %}more{% endcase %}", "one"),
        ("{% for x in flow.variables.list %}{{x}},{% endfor %}", "a,b,"),
        ("{{ flow.variables.markup }}", "{{ flow.sid }}"),  # what comes out is not rendered again
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_what_templates_become(template: str, expected: str) -> None:
    assert text(template) == expected


def test_a_text_without_braces_needs_no_engine() -> None:
    assert not is_template("https://example.com/{a}?b=%7B")
    assert render("https://example.com/{a}", None) == Rendered("https://example.com/{a}")


def test_variables_that_are_not_set_are_named_where_they_are_written() -> None:
    done = render("{{a.b}}{{widgets.ask.x}}{{a.b}}{{c | default: 1}}{% if d %}{% endif %}", CONTEXT)
    assert done == Rendered("1", ("a.b", "widgets.ask.x"))


@pytest.mark.parametrize(
    "template",
    [
        "{{ widgets.ask.Digits ",
        "{% if %}{% endif %}",
        "{% nothing %}",
        "{{ 1 | divided_by: 0 }}",
        "{% include '/etc/hostname' %}",
        "{% render 'engine.py' %}",
        "{{ '\ud800' }}",
    ],
)
def test_a_fault_in_a_template(template: str) -> None:
    done = render(template, CONTEXT)
    assert done.fault
    assert done.fault.isprintable()
    assert not done.text


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ 'a' | no_such_filter }}", "unknown filter 'no_such_filter'"),  # Studio may have it
        ("{% for i in (1..16) %}x{% endfor %}", "a loop has 16 rounds, but Studio stops after 15"),
    ],
)
def test_what_studio_makes_of_it_is_not_known(template: str, said: str) -> None:
    assert render(template, CONTEXT) == Rendered(limit=said)


def test_fifteen_rounds_are_run() -> None:
    assert text("{% for i in (1..15) %}x{% endfor %}") == "x" * 15


def test_no_file_is_opened(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret of this machine")
    monkeypatch.chdir(tmp_path)
    for template in (f"{{% include '{secret}' %}}", "{% include 'secret' %}"):
        assert "a secret" not in str(render(template, {}))


def test_no_module_of_the_working_folder_is_run(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "liquid.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    assert text("{{ widgets.ask.Digits }}") == "1"


BOMBS = {
    "replace in a row": "{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 15 + " }}",
    "doubling": "{% assign a = 'x' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}",
    "squaring": "{% assign a = 9 %}" + "{% assign a = a | times: a %}" * 40 + "{{ a }}",
    "a long range": "{{ (1..999999999) | join: 'x' }}",
    "a range, once each": "{{ (1..999999999) | uniq | size }}",
    "a range, summed": "{{ (1..999999999) | sum }}",
    "a range from its end": "{% for i in (1..999999999) reversed %}x{% endfor %}",
    "a table of a range": "{% tablerow i in (1..999999999) reversed %}x{% endtablerow %}",
    "doubling a list": "{% assign a = 'x' | split: ',' %}"
    + "{% assign a = a | concat: a %}" * 40
    + "{{ a | size }}",
    "a large list": f"{{% assign a = '{'x' * 50_000}' | split: ',' %}}"
    + "{% assign a = a | concat: a %}" * 12
    + "{{ a | to_json | size }}",
    "joined by itself": f"{{% assign a = '{'x' * 20_000}' %}}"
    "{{ a | split: '' | join: a | size }}",
    "replaced by itself": f"{{% assign a = '{'x' * 20_000}' %}}{{{{ a | replace: '', a | size }}}}",
    "escaped again": f"{{{{ '{'&' * 60_000}'{' | escape' * 10} | size }}}}",
    "in letters": f"{{{{ '{'€' * 60_000}' | split: '' | size }}}}",
    "in a capture": "{% assign a = 'xxxxxxxxxx' %}"
    + "{% capture a %}{{a}}{{a}}{% endcapture %}" * 40,
    "in a loop": "{% assign a = 'xxxxxxxxxx' %}"
    "{% for i in (1..15) %}{% assign a = a | replace: 'x', a %}{% endfor %}{{ a }}",
    "of the context": "{{ long | split: '' | size }}",
    "of the context, encoded": "{{ long | url_encode | size }}",
    "of the context, joined": "{{ many | join: long | size }}",
    "loops in loops": "{% for a in (1..15) %}" * 9 + "x" + "{% endfor %}" * 9,
    "a wide date": "{{ 'now' | date: '%999999999d' | append: '%999999999d' }}",
    "deep blocks": "{% if a %}" * 5000 + "{% endif %}" * 5000,
    "deep brackets": "{{ a" + "[a" * 9000 + "]" * 9000 + " }}",
    "long": "{{ a }}" * 20_000,
}


LONG: JsonValue = {"long": "€" * 300_000, "many": ["x" * 100] * 5_000}
"""A context of a megabyte."""
PEAK = Path(__file__).parent.parent / "peak.py"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory cannot be limited here")
@pytest.mark.parametrize("template", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_takes_little_memory(template: str) -> None:
    job = json.dumps({"template": template, "context": LONG if "long" in template else {}})
    # some of them take a second or two of computing
    command = [sys.executable, str(PEAK), sys.executable, "-P", str(LIQUID_PROCESS)]
    done = subprocess.run(command, input=job.encode(), capture_output=True, check=False)
    *_, last = done.stderr.decode().splitlines()
    assert float(last.split()[1]) < 60


@pytest.mark.parametrize("template", BOMBS.values(), ids=list(BOMBS))
def test_a_bomb_ends_only_its_own_process(template: str) -> None:
    done = render(template, LONG if "long" in template else {})
    assert len(done.text) <= 65_536
    assert done.limit or done.fault or len(done.text) < 5_000


def test_secrets_of_the_environment_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "a token")
    assert "TWILIO_AUTH_TOKEN" not in surroundings()
    assert surroundings()["TZ"] == "America/Los_Angeles"
