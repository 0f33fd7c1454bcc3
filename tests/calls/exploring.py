"""Explore an app on loopback, as the command does."""

import os
from typing import Any

from tests.servers import serving_app
from twiml_check.model.call_map import CallMap, Edge
from twiml_check.model.run import TargetResult
from twiml_check.runner.explore_target import Exploring, explore_webhook
from twiml_check.runner.servers import open_fetcher
from twiml_check.runner.settings import Asking, Judging
from twiml_check.web.secrets import open_register


def explored(
    app: Any, path: str, event: str = "voice", ignore: tuple[str, ...] = (), **options: Any
) -> TargetResult:
    """Return what an exploration of an app finds; `options` are those of `Exploring`."""
    judging = Judging(ignore=ignore)
    asking, exploring = Asking(event=event), Exploring(**options)
    with open_register(os.environ), serving_app(app) as origin, open_fetcher() as fetcher:
        return explore_webhook(asking, judging, exploring, f"{origin}{path}", fetcher)


def map_of(result: TargetResult) -> CallMap:
    """The map of an explored target."""
    assert result.call_map is not None
    return result.call_map


def edges_of(result: TargetResult) -> dict[tuple[int, str], Edge]:
    """The edges by node and path word."""
    return {(edge.start, " ".join(edge.steps)): edge for edge in map_of(result).edges}
