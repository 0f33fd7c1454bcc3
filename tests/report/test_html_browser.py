"""The HTML report in a real browser: nothing in it acts, and it can be read by everybody."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.browser import BROWSER, SCHEMES, Scheme, corner, visit
from tests.servers import Server, http_reply, serving, web
from twiml_check.model.run import Run
from twiml_check.report import View, render

from .everywhere import WORDS, everywhere
from .explored import EXPLORED, saying
from .samples import RUNS, run

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")

LEAST_CONTRAST = 4.5
"""https://www.w3.org/TR/WCAG21/#contrast-minimum"""
PAGES: dict[Scheme, tuple[int, int, int]] = {"light": (246, 247, 249), "dark": (16, 19, 24)}
INSPECTOR = """<!DOCTYPE html><meta charset="utf-8"><pre></pre><iframe src="/report"
 style="border:0;width:%dpx;height:800px"></iframe><script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  const look = page.defaultView.getComputedStyle;
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = each => {
    for (; each; each = each.parentElement) {
      const color = parts(look(each).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""], wide = [];
  for (const each of page.body.querySelectorAll("*")) {
    const own = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (own && each.getClientRects().length) {
      const [one, two] = [light(parts(look(each).color)), light(behind(each))];
      const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
      if (ratio < worst[0]) worst = [ratio, each.className + ": " + each.textContent.slice(0, 40)];
    }
    const box = each.getBoundingClientRect();
    if (box.right > page.documentElement.clientWidth + 1 && box.left >= 0)
      wide.push(each.tagName + "." + each.className);
  }
  document.querySelector("pre").textContent = JSON.stringify({
    worst, wide: wide.slice(0, 5), styled: look(page.body).maxWidth, title: page.title,
    width: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    images: page.images.length, scripts: page.scripts.length,
  });
};
</script>"""


@contextmanager
def shown(of: Run, width: int = 1200) -> Iterator[Server]:
    """A server with the report, and a page that looks at it from outside."""
    pages = {"/report": render("html", of, View()).encode(), "/": (INSPECTOR % width).encode()}

    def answer(path: str) -> bytes:
        return http_reply(pages.get(path, b""), content_type="text/html; charset=utf-8")

    with serving(web(lambda request: answer(request.path))) as server:
        yield server


def inspected(server: Server, profile: Path, scheme: Scheme = "light") -> dict[str, Any]:
    dom = visit(server.url("/"), profile, scheme=scheme, width=1400).dom
    found = re.search("<pre>(.*?)</pre>", dom, re.DOTALL)
    assert found
    facts: dict[str, Any] = json.loads(unescape(found[1]))
    return facts


def every_sample() -> Run:
    checks = [each for name in sorted(RUNS) for each in RUNS[name]().checks]
    checks += [*(make() for make in EXPLORED.values()), *saying("x" * 300).checks]
    checks[0] = checks[0]._replace(name="a name", written=("twiml-check.toml", 3))
    return run(*checks)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [320, 800, 1200])
def test_everybody_can_read_it(width: int, scheme: Scheme, tmp_path: Path) -> None:
    with shown(every_sample(), width) as server:
        facts = inspected(server, tmp_path, scheme)
    assert facts["styled"] != "none"
    assert facts["worst"][0] >= LEAST_CONTRAST, facts["worst"]
    assert (facts["width"], facts["wide"]) == (0, [])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_is_light_and_dark(scheme: Scheme, tmp_path: Path) -> None:
    with shown(RUNS["passing"]()) as server:
        assert corner(server.url("/report"), tmp_path, scheme=scheme) == PAGES[scheme]


def test_what_a_server_sent_does_nothing(tmp_path: Path) -> None:
    with serving(web(lambda _: http_reply())) as trap:
        lures = (
            f"<img src={trap.url('/image')}>",
            f"<link rel=stylesheet href={trap.url('/style')}>",
            f"</style><script src={trap.url('/script')}></script>",
            f"<iframe src={trap.url('/frame')}></iframe>",
            f"<meta http-equiv=refresh content=0;url={trap.url('/away')}>",
            f"'\"><svg onload=fetch('{trap.url('/fetch')}')>",
            f"<style>body{{background:url({trap.url('/background')})}}</style>",
            "<script>document.title = 'taken over'</script>",
        )
        text = "".join((*lures, *WORDS))
        with shown(everywhere(text)) as server:
            facts = inspected(server, tmp_path)
            seen = visit(server.url("/report"), tmp_path)
        assert trap.connections == 0
    assert facts["title"].startswith("Fail: 1 of 3 targets failed")
    assert (facts["images"], facts["scripts"]) == (0, 0)
    assert "<header" in seen.dom
    assert seen.console == ""


def test_its_only_requests_are_for_itself(tmp_path: Path) -> None:
    with shown(every_sample()) as server:
        visit(server.url("/report"), tmp_path)
        lines = [request.split(b"\r\n")[0] for request in server.requests]
    assert lines == [b"GET /report HTTP/1.1"]


def test_it_opens_from_a_disk(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render("html", RUNS["one_line"](), View()), encoding="utf-8")
    seen = visit(file.as_uri(), tmp_path)
    assert seen.console == ""
    assert '<mark class="error"' in seen.dom
