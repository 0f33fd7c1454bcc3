"""python -m tests.benchmarks.contract OLD NEW: two installed tools give the same JSON.

OLD and NEW are the paths of two `twiml-check` commands, one from before a change and one from after
it. Both make the same varied runs against the same servers on 127.0.0.1. What differs beside times
and random ports is printed, and the status is 1.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.processes import environment
from tests.expand import expanded
from tests.rules.test_examples import WITH_EXAMPLES, example
from tests.servers import Received, http_reply, serving, web
from twiml_check.demo import BROKEN, CHEST, MISTAKES, SLOW, Page

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases"
FLASK = """
from flask import Flask, request
app = Flask(__name__)
@app.post("/sms")
def sms():
    return "<Response><Message>" + request.form["Body"] + "</Message></Response>", {"Content-Type": "text/xml"}
@app.post("/boom")
def boom():
    raise ValueError("no such customer")
"""  # noqa: E501  a line of a small application
SUITE = """
base_url = "{origin}"
[[check]]
name = "menu"
target = "/chest"
expect = ["Message"]
[[check]]
name = "broken"
target = "/ampersand"
event = "voice"
"""
CALL = {
    "/menu": '<Response><Gather action="/key" numDigits="1"><Say>Press.</Say></Gather></Response>',
    "/key": "<Response><Dial><Number url='/whisper'>+12025550143</Number></Dial></Response>",
    "/whisper": "<Response><Say>A call for you.</Say><Dial/></Response>",
    "/queue": '<Response><Enqueue waitUrl="/wait">desk</Enqueue></Response>',
    "/wait": "<Response><Say>Please wait.</Say><Redirect>/wait</Redirect></Response>",
    "/fails": "<Response><Say>Tom & Jerry</Say></Response>",
    "/rescue": "<Response><Say>Sorry.</Say></Response>",
    "/plays": "<Response><Play>/missing.mp3</Play><Redirect>/menu</Redirect></Response>",
    "/actions": '{"actions": [{"say": "Hello."}, {"redirect": "/more"}]}',
    "/more": '{"actions": [{"listen": true}]}',
}


def answer(received: Received) -> bytes:
    """Return what the server says to any request."""
    path = received.path.partition("?")[0]
    if path in CALL:
        json_body = CALL[path].startswith("{")
        kind = "application/json" if json_body else "text/xml"
        return http_reply(CALL[path].encode(), content_type=kind)
    page = {**CHEST, **BROKEN}.get(path, Page("not here", 404, "text/plain"))
    headers = [f"Location: {page.location}"] if page.location else []
    status = f"{page.status} Said"
    return http_reply(page.body.encode(), *headers, status=status, content_type=page.content_type)


def runs(origin: str, folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the arguments of each run."""
    yield ("--event", "voice", f"{origin}/menu")
    yield ("--event", "voice", "--param", "Digits=1", f"{origin}/key")
    yield ("--event", "voice", f"{origin}/queue")
    yield ("--event", "voice", "--fallback", f"{origin}/rescue", f"{origin}/fails")
    yield ("--event", "voice", "--probe", f"{origin}/plays")
    yield ("--auth-token", "0123456789abcdef", "--public-url", "https://shop.example/sms",
           f"{origin}/sms")  # fmt: skip
    yield ("--method", "GET", "--body", "Tom & Jerry <3", f"{origin}/sms")
    yield ("--expect", "Message", "--expect-text", "chest", f"{origin}/sms")
    yield ("--expect", "Say", "--fail-on", "warning", f"{origin}/sms")
    yield ("--max-hops", "1", f"{origin}/circle")
    yield ("--select", "redirect-loop", f"{origin}/circle")
    yield ("--ignore", "redirect-loop", f"{origin}/circle")
    yield ("--repeat", "3", f"{origin}/sms")
    yield ("--fail-fast", "-j", "1", f"{origin}/json", f"{origin}/sms", f"{origin}/ok")
    yield ("http://127.0.0.1:9/closed", "http://nowhere.invalid/", f"{origin}/sms")
    yield ("--event", "whatsapp", f"{origin}/sms")
    yield ("--event", "call-status", f"{origin}/ok")
    for mistake in MISTAKES:
        if str(SLOW) not in mistake.path:  # how much of a slow answer came is chance
            yield ("--event", mistake.event, f"{origin}{mistake.path}")
    yield ("--app", "shop:app", "/sms", "/boom")
    yield (str(folder / "bad"),)
    yield ("--pci", "--inline", "--event", "voice", str(folder / "bad"))
    yield (str(folder / "good"), "--shard", "1/2")
    yield ("run", str(folder / "suite.toml"))
    yield ("quest", "redirect", f"{origin}/sms")
    yield ("quest", "gather", f"{origin}/menu")
    yield ("studio", str(CASES / "flow.json"))
    yield ("studio", str(CASES / "flow.json"), "--event", "voice")
    yield ("autopilot", str(CASES / "assistant.json"))
    yield ("autopilot", f"{origin}/actions")


def write_files(folder: Path, origin: str) -> None:
    """Write the documents, the application and the suite that the runs read."""
    for word in ("Bad:", "Good:"):
        below = folder / word[:-1].lower()
        below.mkdir()
        for rule in WITH_EXAMPLES:
            (below / f"{rule.name}.twiml").write_bytes(expanded(example(rule, word) or ""))
    (folder / "shop.py").write_text(FLASK)
    (folder / "suite.toml").write_text(SUITE.format(origin=origin))


def outcome(tool: str, arguments: tuple[str, ...], folder: Path) -> tuple[int, str, str]:
    """Return the exit status, the JSON without times, and what was said on standard error."""
    words = [tool, *arguments, "--format", "json"]
    done = subprocess.run(
        words, capture_output=True, text=True, env=environment(), check=False, cwd=folder
    )
    return done.returncode, _steady(done.stdout), done.stderr


def _steady(report: str) -> str:
    if not report.startswith("{"):
        return report
    text = json.dumps(json.loads(report), indent=1)
    text = re.sub(r'("[a-z_]*(?:_ms|min|median|max|version)": )[^,\n]+', r"\1…", text)
    return re.sub(r"\d[\d.,]* (ms|s)\b", "… ms", text)


def main(old: str, new: str) -> int:
    """Make all runs with both tools and print where they differ."""
    differing = total = 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        origin = stack.enter_context(serving(web(answer))).url("")
        write_files(folder, origin)
        for arguments in runs(origin, folder):
            before, after = outcome(old, arguments, folder), outcome(new, arguments, folder)
            total += 1
            print(before[0], *arguments, before[2].strip()[:100])
            if before != after:
                differing += 1
                print("differs:", *arguments, before, after, sep="\n")
    print(f"{total} runs, {differing} of them differ")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main(*(str(Path(tool).absolute()) for tool in sys.argv[1:3])))
