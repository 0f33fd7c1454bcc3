"""The map as Mermaid, DOT, SVG and a page: golden files, and nothing of a server's acts in them."""

import json
import os
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from twiml_check.model.call_map import CallMap, Edge
from twiml_check.model.run import Run
from twiml_check.report import View, render
from twiml_check.report.map import FORMS, draw, form_of
from twiml_check.report.map.choices import choices
from twiml_check.report.map.coverage import coverage

from . import valid_map
from .everywhere import HOSTILE, WORDS
from .maps import MAPS, edge, explored, hostile, node, shown
from .samples import RUNS, run
from .valid_map import SVG, dot_statements, mermaid_lines

CASES = Path(__file__).parent / "map_cases"
GOLDEN = [*product(("small", "conversation"), ("mmd", "dot", "svg"))]
LURES = (
    *WORDS, '"]; n1 --> n2', '"]:::evil', "end", "%%{init: {}}%%", 'click n1 "javascript:x"', "\\",
    '\\"', "\\N", "<b>", '"><script>', "style a:#", "a\nb", "\x1b[2J", "\u202e", "x" * 5_000,
)  # fmt: skip


@pytest.mark.parametrize(("name", "form"), GOLDEN)
def test_golden(name: str, form: str) -> None:
    text = draw(form, MAPS[name]())
    path = CASES / f"{name}.{form}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        CASES.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_bytes().decode("utf-8")


def test_the_ending_chooses_the_form() -> None:
    names = ("a/map.HTML", "x.svg", "x.mmd", "x.dot", "x.json", "-", "x.png", "svg", "")
    forms = ["html", "svg", "mmd", "dot", "json", "mmd", None, None, None]
    assert [form_of(name) for name in names] == forms


@pytest.mark.parametrize("form", FORMS)
def test_what_was_not_explored_has_no_map(form: str) -> None:
    assert draw(form, RUNS["one_line"]()) == ""


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_map_is_drawn(form: str) -> None:
    (whole,) = RUNS["passing"]().checks
    bare = run(whole._replace(call_map=CallMap((), (), 0, 0)))
    assert draw(form, bare).endswith("\n")


@pytest.mark.parametrize("form", FORMS)
def test_no_map_shows_a_secret(form: str) -> None:
    text = draw(form, hostile("No hunter2 & co")._replace(secrets=("hunter2 & co",)))
    assert "hunter2" in draw(form, hostile("No hunter2 & co"))
    assert "hunter2" not in text


# --- choices


def test_keys_that_lead_to_the_same_place_stand_together() -> None:
    edges = [edge(1, key, 2) for key in "0123456789*#"]
    edges += [edge(1, '"sales"', 2, kind="speech"), edge(1, "1234", 2)]
    (choice,) = choices(CallMap((), tuple(edges), 1, 1))[1]
    assert choice.label == '1\u20139 0 * # "sales" 1234'


@pytest.mark.parametrize(
    ("keys", "label"),
    [("12", "1 2"), ("123", "1\u20133"), ("90", "9 0"), ("13579", "1 3 5 7 9"), ("*#0", "0 * #")],
)
def test_ranges(keys: str, label: str) -> None:
    (choice,) = choices(CallMap((), tuple(edge(1, key, 2) for key in keys), 1, 1))[1]
    assert choice.label == label


def test_announced_keys_come_first_and_callbacks_last() -> None:
    edges = (
        edge(1, "statusCallback", kind="callback"),
        edge(1, "5", 2),
        edge(1, "2", 3, announced=True),
        edge(1, "1", 2, steps=("silence", "1")),
    )
    labels = [choice.label for choice in choices(CallMap((), edges, 1, 1))[1]]
    assert labels == ["2", "5", "silence, 1", "statusCallback"]


def test_many_words_are_counted() -> None:
    edges = tuple(edge(1, f'"{n}"', 2, kind="message") for n in range(10))
    (choice,) = choices(CallMap((), edges, 1, 1))[1]
    assert choice.label == '"0" "1" "2" "3" "4" "5" +4'


def test_a_choice_without_a_request_ends_the_call() -> None:
    edges = (
        edge(1, "silence", kind="silence", address=""),
        edge(1, "", kind="silence", address=""),
        edge(1, "hangup", kind="hangup"),
    )
    found = choices(CallMap((), edges, 1, 1))[1]
    assert [(each.label, each.note) for each in found] == [
        ("silence", "the call ends"), ("hangup", "succeeded"),
    ]  # fmt: skip


def test_the_json_is_that_of_the_report() -> None:
    (target,) = json.loads(render("json", MAPS["small"](), View()))["targets"]
    assert json.loads(draw("json", MAPS["small"]())) == target["map"]


# --- Mermaid


def labels(text: str) -> list[str]:
    """The labels as a reader sees them."""
    quoted = re.findall(r'"([^"]*)"', text)
    return [re.sub(r"#(\d+);", lambda hit: chr(int(hit[1])), label) for label in quoted]


@pytest.mark.parametrize("name", MAPS)
def test_mermaid_is_a_flowchart_of_short_labels(name: str) -> None:
    text = draw("mmd", MAPS[name]())
    mermaid_lines(text)
    assert max(map(len, labels(text))) <= 40


@pytest.mark.parametrize("text", LURES)
def test_nothing_leaves_the_quotes_of_mermaid(text: str) -> None:
    lines = mermaid_lines(draw("mmd", hostile(text)))
    assert not [line for line in lines if re.search(r"[<>&`]", re.sub(r"-->|-\.->", "", line))]


# --- DOT


@pytest.mark.parametrize("make", [*MAPS.values(), *(lambda t=t: hostile(t) for t in LURES)])
def test_dot_is_a_graph(make: Any) -> None:
    assert dot_statements(draw("dot", make()))


def test_what_leads_nowhere_is_a_note() -> None:
    text = draw("dot", MAPS["small"]())
    assert 'label="not tried: budget used up", shape=note' in text
    assert 'n3 -> n7 [label="whisper", style=dashed];' in text


# --- SVG


def drawing(of: Run) -> Any:
    return valid_map.drawing(draw("svg", of))


@pytest.mark.parametrize("name", MAPS)
def test_the_drawing_has_every_node_once(name: str) -> None:
    (whole,) = MAPS[name]().checks
    assert whole.call_map
    heads = [each.text for each in drawing(MAPS[name]()).iter(f"{SVG}text")]
    numbers = re.findall(r"^\[(\d+)\] ", "\n".join(filter(None, heads)), re.MULTILINE)
    assert sorted(map(int, numbers)) == [each.number for each in whole.call_map.nodes]


def test_the_drawing_loads_nothing_and_has_a_title() -> None:
    text = draw("svg", MAPS["small"]())
    tree = drawing(MAPS["small"]())
    assert tree.findtext(f"{SVG}title") == "The map of http://127.0.0.1:5000/answer"
    assert (tree.findtext(f"{SVG}desc") or "").startswith("17 of 22 choices succeeded, 7 documents")
    assert not re.search(r"url\(|@import|href|src=", text)
    assert "prefers-color-scheme: dark" in text


@pytest.mark.parametrize("text", LURES)
def test_hostile_labels_are_text(text: str) -> None:
    drawing(hostile(text))


def box_of(place: Any) -> tuple[float, float, float, float]:
    x, y = map(float, re.findall(r"[\d.]+", place.get("transform")))
    (box,) = [each for each in place.iter(f"{SVG}rect") if each.get("class") == "box"]
    lowest = [float(each.get("y")) for each in place.iter(f"{SVG}text")]
    return x, y, x + float(box.get("width")), y + max(float(box.get("height")), *lowest)


@pytest.mark.parametrize("name", MAPS)
def test_no_document_lies_on_another(name: str) -> None:
    places = [
        each
        for each in drawing(MAPS[name]()).iter(f"{SVG}g")
        if "place" in each.get("class") and each.find(f".//{SVG}rect") is not None
    ]
    boxes = sorted(map(box_of, places))
    assert len(boxes) == len(MAPS[name]().checks[0].call_map.nodes)  # type: ignore[union-attr]
    for number, (_, top, right, bottom) in enumerate(boxes):
        for left, other_top, _, other_bottom in boxes[number + 1 :]:
            if left >= right:
                break
            assert other_top >= bottom or other_bottom <= top


def test_a_way_as_long_as_the_budget_is_drawn() -> None:
    count = 1_500
    hops = [shown(n, f"/{n}", "<Response/>", before=n - 1 or None) for n in range(1, count + 1)]
    nodes = [node(n, f"step {n}", *("1",) * (n - 1)) for n in range(1, count + 1)]
    edges = [edge(n, "then", n + 1, kind="redirect") for n in range(1, count)]
    text = draw("svg", run(explored(hops, nodes, edges)))
    assert f"[{count}] POST /{count}" in text


# --- the page


def page(of: Run) -> Any:
    return valid_map.page(draw("html", of))


@pytest.mark.parametrize("name", MAPS)
def test_the_page_has_a_section_for_every_node(name: str) -> None:
    (whole,) = MAPS[name]().checks
    tree = page(MAPS[name]())
    assert whole.call_map
    sections = {each.get("id"): each for each in tree.xpath("//details/div[@id]")}
    links = {each.get("id"): each for each in tree.xpath("//svg//a[@id]")}
    assert len(sections) == len(links) == len(whole.call_map.nodes)
    for each in whole.call_map.nodes:
        section, link = sections[f"n{each.number}"], links[f"m{each.number}"]
        assert link.get("href") == f"#{section.get('id')}"
        assert link.get("aria-label").startswith(f"[{each.number}] ")


def test_a_section_has_it_all() -> None:
    (section,) = page(MAPS["small"]()).xpath('//div[@id="n6"]')
    text = section.text_content()
    assert "Way press 2, the dialed party is busy" in text
    assert "twiml-check explore http://127.0.0.1:5000/answer --path '2 busy'" in text
    assert "POST http://127.0.0.1:5000/dialed" in text
    assert "DialCallStatus=busy" in text
    assert "curl 3 requests" in text
    assert "it ends without a word" in text
    assert "<Response><Record/></Response>" in text
    assert [link.get("href") for link in section.xpath(".//ul//a")] == ["#n1"]


def test_a_finding_stands_at_its_line_in_its_section() -> None:
    (section,) = page(MAPS["small"]()).xpath('//div[@id="n2"]')
    (mark,) = section.iter("mark")
    assert mark.text == "voise"
    (card,) = section.iter("article")
    assert "Way press 1" in card.text_content()


def test_the_page_may_do_nothing() -> None:
    text = draw("html", MAPS["small"]())
    (policy,) = re.findall('content="(default-src[^"]*)"', text)
    assert re.fullmatch(
        r"default-src 'none'; style-src( 'sha256-[\w+/=]+'){3}; img-src data:; base-uri 'none'",
        policy,
    )


@settings(max_examples=25)
@given(HOSTILE)
def test_hostile_texts(text: str) -> None:
    page(hostile(text))
    drawing(hostile(text))
    mermaid_lines(draw("mmd", hostile(text)))
    dot_statements(draw("dot", hostile(text)))


# --- The coverage

OTHER = "not tried: other host"


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (["https://a.example.com/x"], "1 not tried: other host (--allow-host a.example.com)"),
        (["http://127.0.0.1:5001/x"], "1 not tried: other host (--allow-host 127.0.0.1:5001)"),
        (["http://[::1]:5001/x"], "1 not tried: other host (--allow-host ::1)"),
        (["http://a.test:80/x"], "1 not tried: other host (--allow-host a.test)"),
        (["https://me:secret@a.ngrok.io/"], "1 not tried: other host (--allow-host a.ngrok.io)"),
        (["https://***/x"], "1 not tried: other host"),
        (["https://a b$(x)/x"], "1 not tried: other host"),
        (["https://\x1b[31m/x"], "1 not tried: other host"),
        (
            ["https://a.test/1", "https://b.test/1", "https://b.test/2"],
            f"2 {OTHER} (--allow-host b.test), 1 {OTHER} (--allow-host a.test)",
        ),
        (
            [f"https://{name}.test/" for name in "abcde"],
            ", ".join([*(f"1 {OTHER} (--allow-host {name}.test)" for name in "abc"), f"2 {OTHER}"]),
        ),
    ],
)
def test_the_option_that_includes_another_host(addresses: list[str], words: str) -> None:
    edges = [
        Edge(1, "keys", str(number), None, "host", f"POST {address}")
        for number, address in enumerate(addresses)
    ]
    assert coverage(CallMap((), tuple(edges), 1, 1)).partition("; ")[2] == words
