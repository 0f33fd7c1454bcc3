"""The explorer on apps with one oddity each, small enough to be read beside what is expected."""

from collections.abc import Callable

import pytest
from flask import Flask, Response, request

from tests.calls.exploring import edges_of, explored, map_of

KEYS = '<Gather numDigits="1" action="/key"><Say>Press 1 or 2.</Say></Gather><Say>Bye.</Say>'
ALONE = ("plain",)


def twiml(inside: str) -> Response:
    return Response(f"<Response>{inside}</Response>", content_type="text/xml")


def app_of(**views: Callable[[], Response]) -> Flask:
    """An app with a view at each address, by its name."""
    app = Flask(__name__)
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view, methods=["GET", "POST"])
    return app


def said(text: str) -> Callable[[], Response]:
    return lambda: twiml(text)


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_shorter_way_found_beside_a_call_on_the_longer_one(jobs: int) -> None:
    def recorded() -> Response:
        by_key = request.form.get("Digits") == "#"
        return twiml("<Say>Thanks.</Say><Redirect>/menu</Redirect>" if by_key else KEYS)

    def key() -> Response:
        return twiml(f"<Say>{'Yes' if request.form['Digits'] == '1' else 'No'}.</Say>")

    app = app_of(voice=said('<Record action="/recorded"/>'), recorded=recorded, key=key)
    app.add_url_rule("/menu", "menu", said(KEYS), methods=["POST"])
    result = explored(app, "/voice", caller=ALONE, jobs=jobs)
    edges = edges_of(result)
    assert result.findings == ()
    assert {words for start, words in edges if start == 1} == {"recorded", "pause", "hangup"}
    assert {edge.state for edge in edges.values()} == {"answered"}
    assert [node.way for node in map_of(result).nodes if node.said.startswith("Press")] == [
        ("pause",)
    ]
