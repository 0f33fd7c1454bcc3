"""Documents as a call gets to them, from a server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.explore.test_explorer import Pages, site
from twiml_check.calls.call import Call, Scene
from twiml_check.runner.explore_target import Exploring, call_opener
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging


@contextmanager
def calling(
    pages: Pages, event: str = "voice", caller: str = "plain", **more: Any
) -> Iterator[Call]:
    """A call to these pages that has not begun; `more` are fields of `Asking`."""
    asking = Asking(event=event, **more)
    with site(pages) as origin, open_fetcher() as fetcher:
        yield call_opener(asking, Judging(), Exploring(), f"{origin}/", fetcher)(0, caller)


def scene(verbs: str | bytes, event: str = "voice", body: str = "Hi") -> Scene:
    """Where a call is that begins with these verbs, or with these bytes of a whole answer."""
    page = verbs if isinstance(verbs, bytes) else f"<Response>{verbs}</Response>"
    with calling(page, event) as call:
        return call.begin() if event == "voice" else call.send(body)
