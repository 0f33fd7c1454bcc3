"""The map in a real browser: clicked, walked through by keys, read by everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser import BROWSER, SCHEMES, Scheme
from tests.devtools import Opened, opened
from tests.servers import Server, http_reply, serving, web
from twiml_check.model.run import Run
from twiml_check.report.map import draw

from .everywhere import WORDS
from .maps import MAPS, hostile, many, small
from .test_html_browser import LEAST_CONTRAST

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")

PAPERS: dict[Scheme, str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(24, 28, 35)"}
IN_SIGHT = """(() => {
  const part = document.querySelector("#n%d");
  const box = part.getBoundingClientRect();
  const seen = part.closest("details").open && box.height > 0;
  return seen && box.top >= 0 && box.top < innerHeight;
})()"""
AT = "document.activeElement.getAttribute('href') || document.activeElement.tagName"
OVERLAPS = """(() => {
  const boxes = [...document.querySelectorAll("svg.map text")]
    .map(each => [each.getBoundingClientRect(), each.textContent])
    .sort((one, two) => one[0].left - two[0].left);
  const found = [];
  boxes.forEach(([one, text], number) => {
    for (const [two, other] of boxes.slice(number + 1)) {
      if (two.left >= one.right - .5) break;
      if (two.top < one.bottom - 3 && two.bottom > one.top + 3) found.push([text, other]);
    }
  });
  return [boxes.length, found.slice(0, 5)];
})()"""
OUTSIDE = """[...document.querySelectorAll("svg.map a[id]")].filter(each => {
  const box = each.querySelector(".box").getBoundingClientRect();
  return [...each.querySelectorAll("text")].some(text => {
    const own = text.getBoundingClientRect();
    return own.left < box.left || own.right > box.right || own.bottom > box.bottom;
  });
}).map(each => each.getAttribute("aria-label"))"""
CONTRAST = """(() => {
  const light = color => color.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const ratio = (one, two) => {
    const [a, b] = [light(one), light(two)];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  };
  let worst = [99, ""];
  const note = (value, what) => { if (value < worst[0]) worst = [value, what]; };
  const paper = getComputedStyle(document.querySelector("svg.map .paper")).fill;
  for (const each of document.querySelectorAll("svg.map text")) {
    const box = each.closest("a, .key > g")?.querySelector(".box");
    const behind = box ? getComputedStyle(box).fill : paper;
    note(ratio(getComputedStyle(each).fill, behind), each.textContent);
  }
  const behind = each => {
    for (; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  for (const each of document.body.querySelectorAll("*")) {
    if (each.closest("svg") || !each.getClientRects().length) continue;
    if ([...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      note(ratio(getComputedStyle(each).color, behind(each)), each.className + each.textContent);
  }
  return worst;
})()"""


@contextmanager
def serving_map(of: Run) -> Iterator[Server]:
    page = draw("html", of).encode()
    with serving(
        web(lambda _: http_reply(page, content_type="text/html; charset=utf-8"))
    ) as server:
        yield server


@contextmanager
def shown(of: Run, profile: Path, **more: Any) -> Iterator[Opened]:
    with serving_map(of) as server, opened(server.url(), profile, **more) as page:
        yield page
        assert page.complaints == []


def requests(page: Opened) -> list[str]:
    sent = [each for each in page.events if each["method"] == "Network.requestWillBeSent"]
    return [each["params"]["request"]["url"] for each in sent]


def test_a_click_shows_the_section_of_a_node(tmp_path: Path) -> None:
    with shown(many(), tmp_path) as page:
        assert not page.evaluate(IN_SIGHT % 10)
        page.click("#m10 .box")
        assert page.evaluate("location.hash") == "#n10"
        assert page.evaluate(IN_SIGHT % 10)
        assert page.evaluate("document.querySelectorAll('details.place[open]').length") == 1
        page.evaluate("document.querySelector('#n10 .back a').click()")
        assert page.evaluate("location.hash") == "#m10"


def test_keys_reach_every_node_and_open_it(tmp_path: Path) -> None:
    with shown(small(), tmp_path) as page:
        reached: list[str] = []
        while len(reached) < 20 and reached[-1:] != ["#n4"]:
            page.press("Tab")
            reached.append(page.evaluate(AT))
        nodes = [f"#n{number}" for number in (1, 2, 5, 3, 6, 7, 4)]
        assert reached == ["#documents", "INPUT", "DIV", *nodes]
        page.press("Enter")
        assert page.evaluate(IN_SIGHT % 4)


def test_a_screen_reader_hears_what_a_node_is(tmp_path: Path) -> None:
    with shown(small(), tmp_path) as page:
        page.ask("Accessibility.enable")
        tree = page.ask("Accessibility.getFullAXTree")["nodes"]
        named = {
            each["name"]["value"]: each["role"]["value"]
            for each in tree
            if not each["ignored"] and each.get("name", {}).get("value", "").startswith("[")
        }
    assert named["[4] POST /choose, ✕ 500, 1 error"] == "link"
    assert named["[6] POST /dialed, “Please leave a message”, 1 warning"] == "link"


@pytest.mark.parametrize("name", MAPS)
def test_no_text_lies_on_another(name: str, tmp_path: Path) -> None:
    with shown(MAPS[name](), tmp_path) as page:
        count, found = page.evaluate(OVERLAPS)
        assert count > 10
        assert found == []
        assert page.evaluate(OUTSIDE) == []


def test_wide_letters_stay_in_their_document(tmp_path: Path) -> None:
    with shown(hostile("声" * 200), tmp_path) as page:
        assert page.evaluate(OVERLAPS)[1] == []
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_everybody_can_read_it(scheme: Scheme, tmp_path: Path) -> None:
    with shown(small(), tmp_path, scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        ratio, text = page.evaluate(CONTRAST)
        paper = "getComputedStyle(document.querySelector('svg.map .paper')).fill"
        assert (
            page.evaluate(paper)
            == {"light": "rgb(255, 255, 255)", "dark": "rgb(24, 28, 35)"}[scheme]
        )
    assert ratio >= LEAST_CONTRAST, text


@pytest.mark.parametrize("width", [360, 1400])
def test_only_the_drawing_scrolls_sideways(width: int, tmp_path: Path) -> None:
    with shown(small(), tmp_path, width=width) as page:
        page.ask("Emulation.setDeviceMetricsOverride", width=width, height=900,
                 deviceScaleFactor=1, mobile=False)  # fmt: skip
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0


def test_the_drawing_fits_the_width_when_that_is_wanted(tmp_path: Path) -> None:
    excess = "(each => each.scrollWidth - each.clientWidth)(document.querySelector('.sheet'))"
    with shown(many(), tmp_path) as page:
        assert page.evaluate(excess) > 0
        page.click("#fit")
        assert page.evaluate(excess) == 0


def test_what_a_server_sent_does_nothing(tmp_path: Path) -> None:
    with serving(web(lambda _: http_reply())) as trap:
        lures = (
            f"<img src={trap.url('/image')}>",
            f"</style></svg><script src={trap.url('/script')}></script>",
            f"'\"><image href={trap.url('/picture')} onload=fetch('{trap.url('/fetch')}')>",
            "<script>document.title = 'taken over'</script>",
        )
        with shown(hostile("".join((*lures, *WORDS))), tmp_path) as page:
            title = page.evaluate("document.title")
            scripts = page.evaluate("document.scripts.length + document.images.length")
            sent = requests(page)
        assert trap.connections == 0
    assert title.startswith("Fail: the map of <img")
    assert scripts == 0
    assert len(sent) == 1


def test_its_only_request_is_for_itself(tmp_path: Path) -> None:
    with serving_map(small()) as server, opened(server.url(), tmp_path) as page:
        page.click("#m1 .box")
        assert requests(page) == [server.url()]


def test_the_drawing_alone_opens_from_a_disk(tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    file.write_text(draw("svg", small()), encoding="utf-8")
    with opened(file.as_uri(), tmp_path / "profile", scheme="dark") as page:
        paper = "getComputedStyle(document.querySelector('.paper')).fill"
        assert page.evaluate(paper) == PAPERS["dark"]
        assert page.complaints == []
