"""Real apps for the tests: the same webhook in Flask, Django, FastAPI, and bare WSGI and ASGI."""

import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import fastapi

XML = "text/xml"
TWIML = "<Response><Message>{}</Message><Redirect>/more</Redirect></Response>"
EMPTY = "<Response/>"


@cache
def flask_app() -> Any:  # noqa: C901 - many small views
    from flask import Flask, Response, redirect, request

    app = Flask("shop")

    @app.post("/sms")
    def sms() -> Response:
        return Response(TWIML.format(request.form["Body"]), mimetype=XML)

    @app.post("/more")
    def more() -> Response:
        return Response(EMPTY, mimetype=XML)

    @app.post("/away")
    def away() -> Any:
        return redirect(request.args["to"], 307)

    @app.post("/boom")
    def boom() -> str:
        orders: dict[str, str] = {}
        return orders["latest"]

    @app.post("/leave")
    def leave() -> str:
        print("leaving")
        sys.exit("enough")

    @app.post("/endless")
    def endless() -> Response:
        def flow() -> Iterator[str]:
            while True:
                yield "x" * 1000

        return Response(flow(), mimetype=XML)

    @app.post("/broken")
    def broken() -> Response:
        def flow() -> Iterator[str]:
            yield "<Response>"
            raise ValueError("in the middle")

        return Response(flow(), mimetype=XML)

    @app.post("/hang")
    def hang() -> str:
        time.sleep(3)
        return ""

    return app


@cache
def django_app() -> Any:
    import django  # type: ignore[import-untyped]
    from django.conf import settings  # type: ignore[import-untyped]
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-untyped]
    from django.http import HttpRequest, HttpResponse  # type: ignore[import-untyped]
    from django.urls import path  # type: ignore[import-untyped]

    def sms(request: HttpRequest) -> HttpResponse:
        return HttpResponse(TWIML.format(request.POST["Body"]), content_type=XML)

    def more(request: HttpRequest) -> HttpResponse:
        return HttpResponse(EMPTY, content_type=XML)

    def boom(request: HttpRequest) -> HttpResponse:
        raise LookupError("no order")

    urls = tuple(path(view.__name__, view) for view in (sms, more, boom))
    settings.configure(ROOT_URLCONF=urls, ALLOWED_HOSTS=["localhost"], SECRET_KEY="x")
    django.setup()
    return get_wsgi_application()


@cache
def fastapi_app() -> Any:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(app: fastapi.FastAPI) -> Any:
        yield {"greeting": "started"}

    app = fastapi.FastAPI(lifespan=lifespan)

    async def sms(request: fastapi.Request) -> fastapi.Response:
        form = await request.form()
        return fastapi.Response(TWIML.format(form["Body"]), media_type=XML)

    async def more(request: fastapi.Request) -> fastapi.Response:
        return fastapi.Response(EMPTY, media_type=XML)

    def boom(request: fastapi.Request) -> fastapi.Response:
        raise LookupError("no order")

    async def greet(request: fastapi.Request) -> fastapi.Response:
        return fastapi.Response(
            f"<Response><Message>{request.state.greeting}</Message></Response>", media_type=XML
        )

    async def leave(request: fastapi.Request) -> fastapi.Response:
        sys.exit("enough")

    for view in (sms, more, boom, greet, leave):
        app.add_api_route(f"/{view.__name__}", view, methods=["POST"])
    return app


def bare(status: str, *headers: tuple[Any, Any], body: Any = b"") -> Callable[..., Any]:
    """A WSGI app that answers this, right or wrong."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response(status, list(headers))
        return [body]

    return app
