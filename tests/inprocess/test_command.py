"""--app on the command line: how an app is named, and what becomes of what it prints."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.calling import call, on_terminal

SHOP = """
import logging, sys, threading
from flask import Flask, Response
app = Flask(__name__)
print("imported")
number = 3

@app.post("/sms")
def sms():
    print("asked")
    app.logger.error("told Flask")
    logging.getLogger("other").warning("told nobody")
    return Response("<Response/>", mimetype="text/xml")

@app.post("/stuck")
def stuck():
    threading.Event().wait()

def create_app(name="x"):
    return app

threading.Thread(target=threading.Event().wait).start()
app.run()
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SHOP)
    return tmp_path


@pytest.mark.parametrize("app", ["shop:app", "shop", "shop:create_app", 'shop:create_app("y")'])
def test_what_names_an_app(shop: Path, app: str) -> None:
    ran = call("--app", app, "--format", "json", "/sms", cwd=shop)
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["targets"][0]["target"] == "http://localhost/sms"


@pytest.mark.parametrize(
    ("app", "said"),
    [
        ("shop:number", "is not a WSGI app, an ASGI app or a factory"),
        ("shop:nothing", "shop has no nothing"),
        ("nowhere:app", "there is no module nowhere"),
        ("shop.py:app", "write the name of the module: shop"),
        ("shop:create_app(app)", "only literals are allowed"),
        ("shop:(", "is not a name in a module"),
        ("..:app", "cannot be imported"),
    ],
)
def test_what_names_none(shop: Path, app: str, said: str) -> None:
    ran = call("--app", app, "/sms", cwd=shop)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_what_it_prints_is_heard_with_v_alone(shop: Path) -> None:
    loud = call("-v", "--app", "shop:app", "/sms", cwd=shop)
    assert {"imported", "asked"} <= set(loud.err.splitlines())
    assert "asked" not in loud.out
    assert "ERROR in shop: told Flask" in loud.err
    assert "told nobody" in loud.err.splitlines()


def test_what_it_prints_is_not_heard_beside_a_bar(shop: Path) -> None:
    status, seen = on_terminal("--app", f"{shop.name}.shop:app", "/sms", "/sms", cwd=shop.parent)
    assert status == 0
    assert "2 targets" in seen
    assert "asked" not in seen


def test_debug_shows_where_it_cannot_be_imported(shop: Path) -> None:
    (shop / "broken.py").write_text("import nowhere.deep\n")
    ran = call("--app", "broken", "/sms", "--debug", cwd=shop)
    assert (ran.status, ran.out) == (2, "")
    assert 'broken.py", line 1, in <module>' in ran.err


def test_what_never_ends_is_left_behind(shop: Path) -> None:
    ran = call("-q", "--app", "shop:app", "/stuck#tt=200", cwd=shop)
    assert ran.status == 1
    assert ran.out.startswith("FAIL")


def test_a_suite_without_a_server(shop: Path) -> None:
    (shop / "twiml-check.toml").write_text('[[check]]\ntarget = "/sms"\n')
    assert call("run", "--app", "shop:app", cwd=shop).status == 0


MEASURED = """
def app(environ, start):
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [("Content-Type", "text/xml")])
    if b"Digits=" in sent:
        return [b"<Response><Say>A key.</Say></Response>"]
    return [b'<Response><Gather numDigits="1"/><Say>Bye.</Say></Response>']
"""


def test_coverage_sees_what_an_exploration_runs(tmp_path: Path) -> None:
    (tmp_path / "measured.py").write_text(MEASURED)
    measure = [sys.executable, "-m", "coverage", "run", "--include=measured.py", "-m"]
    tool = [*measure, "twiml_check", "explore", "--app", "measured:app", "/voice", "-q"]
    subprocess.run(tool, cwd=tmp_path, check=True, capture_output=True)
    report = [sys.executable, "-m", "coverage", "report", "--format=total"]
    total = subprocess.run(report, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert total.stdout.strip() == "100"
