"""A page in a headless Chromium that is clicked and typed into, over the browser's own pipe.

https://chromedevtools.github.io/devtools-protocol/
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.browser import BROWSER, SCHEMES, Scheme

KEYS = {"Tab": 9, "Enter": 13}
END = b"\0"
"""Ends each message."""


class Opened(NamedTuple):
    """One page; everything waits for the browser's answer."""

    write: int
    read: int
    session: list[str]
    """Empty until the page is attached."""
    events: list[dict[str, Any]]
    """What the browser reported by itself."""
    rest: list[bytes]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command; what else is reported meanwhile is kept."""
        session = {"sessionId": self.session[0]} if self.session else {}
        message = {"id": 1, "method": method, "params": params, **session}
        os.write(self.write, json.dumps(message).encode() + END)
        while "id" not in (answer := self._next()):
            self.events.append(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def wait_for(self, event: str) -> None:
        while not any(each["method"] == event for each in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        while END not in self.rest[0]:
            piece = os.read(self.read, 65536)
            assert piece, "the browser is gone"
            self.rest[0] += piece
        line, _, self.rest[0] = self.rest[0].partition(END)
        message: dict[str, Any] = json.loads(line)
        return message

    def evaluate(self, script: str) -> Any:
        """The value of an expression, or of what it promises."""
        done = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def press(self, key: str) -> None:
        code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        text = {"text": "\r"} if key == "Enter" else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **code, **text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **code)

    def click(self, selector: str) -> None:
        """Click the middle of an element that is in sight."""
        x, y = self.evaluate(
            f"(box => [box.x + box.width / 2, box.y + box.height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    @property
    def complaints(self) -> list[str]:
        """What stands in the console."""
        kinds = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(each) for each in self.events if each["method"] in kinds]


@contextmanager
def opened(
    url: str, profile: Path, *, scheme: Scheme = "light", width: int = 1200
) -> Iterator[Opened]:
    """The page, loaded; the browser ends with the block."""
    assert BROWSER
    their_read, our_write = os.pipe()
    our_read, their_write = os.pipe()
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
        f"--user-data-dir={profile}", f"--window-size={width},900",
        f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
    ]  # fmt: skip
    script = f'exec "$@" 3<&{their_read} 4>&{their_write}'
    with subprocess.Popen(
        ["bash", "-c", script, "bash", *command],
        pass_fds=(their_read, their_write),
        env={**os.environ, "HOME": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(their_read)
        os.close(their_write)
        page = Opened(our_write, our_read, [], [], [b""])
        try:
            target = page.ask("Target.createTarget", url="about:blank")
            attached = page.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
            page.session.append(attached["sessionId"])
            for room in ("Page", "Runtime", "Log", "Network"):
                page.ask(f"{room}.enable")
            page.ask("Page.navigate", url=url)
            page.wait_for("Page.loadEventFired")
            yield page
            page.session.clear()
            page.ask("Browser.close")
        finally:
            os.close(our_write)
            process.wait(timeout=30)
            os.close(our_read)
