"""`twiml-check studio` end to end: flows in files, pages on real servers, the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask import Flask, Response, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from tests.commands.calling import Webhook, call, json_report, one_line, refusal, rules, webhook
from tests.servers import Received, http_reply, serving_app
from tests.studio.flows import OTHER, OWN, flow, message, redirect, there_and_back, written
from tests.studio.flows import webhook as studio

EMPTY = b"<Response/>"
MENU = b"<Response><Say>Hello</Say></Response>"


def leading(to: str, method: str = "POST") -> bytes:
    escaped = to.replace("&", "&amp;")
    return f'<Response><Redirect method="{method}">{escaped}</Redirect></Response>'.encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "flow.json"


def run(file: Path, definition: Any, *options: str, status: int) -> dict[str, Any]:
    """The report on the redirect, without that on the file."""
    file.write_bytes(written(definition))
    report = json_report("studio", file, "--event", "sms", *options, status=status)
    assert [target["target"] for target in report["targets"]] == [str(file), f"{file}: away"]
    last: dict[str, Any] = report["targets"][1]
    return last


def found(target: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in target["findings"] if finding["level"] != "info"]


def vias(target: dict[str, Any]) -> list[str]:
    return [hop["via"] for hop in target["hops"]]


def by_path(pages: dict[str, bytes]) -> Any:
    return lambda received: http_reply(pages[received.path.partition("?")[0]])


def paths(server: Webhook) -> list[str]:
    return [received.path for received in server.received]


def test_control_comes_back(file: Path) -> None:
    home = studio(OWN)
    pages = {"/page": leading("/more?x=1"), "/more": leading(f"{home}?FlowEvent=return&a=b+c&d=")}
    with webhook(by_path(pages)) as server:
        definition = there_and_back(
            server.url("/page"), "{{widgets.away.a}}{{widgets.away.CallSid}}"
        )
        target = run(file, definition, "--webhook-url", home, status=0)
        assert paths(server) == ["/page", "/more?x=1"]
    assert vias(target) == ["file", "studio-redirect", "twiml-redirect", "studio-return"]
    back = target["hops"][3]
    assert (back["method"], back["status"], back["error"]) == ("POST", None, None)
    assert target["findings"] == []
    url = server.url("/page")
    assert target["detour"] == {
        "widget": "away",
        "twiml": f'<Response><Redirect method="POST">{url}</Redirect></Response>',
        "exit": "return",
        "next": "back",
        "variables": {"widgets.away.a": "b c", "widgets.away.d": ""},
    }


def test_the_stand_in_for_the_webhook_is_recognised_and_not_asked(file: Path) -> None:
    def page(received: Received) -> bytes:
        return http_reply(leading("/studio/?FlowEvent=return&ok=yes"))

    with webhook(page) as server:
        definition = there_and_back(server.url("/page"))
        target = run(file, definition, "--webhook-url", server.url("/studio"), status=0)
        assert paths(server) == ["/page"]
    assert (target["detour"]["exit"], target["findings"]) == ("return", [])
    assert target["detour"]["variables"] == {"widgets.away.ok": "yes"}


def test_the_request_is_that_of_a_later_document(file: Path) -> None:
    with webhook(MENU) as server:
        definition = there_and_back(server.url("/page?d={{trigger.call.From | url_encode}}"))
        run(file, definition, "--event", "voice", "--from", "+15005550001", status=0)
        (received,) = server.received
    assert (received.method, received.path) == ("POST", "/page?d=%2B15005550001")
    fields = parse_qs(received.body.decode())
    assert fields["From"] == ["+15005550001"]
    assert fields["CallStatus"] == ["in-progress"]


def test_a_get_carries_the_parameters_in_its_query(file: Path) -> None:
    with webhook(EMPTY) as server:
        definition = there_and_back(server.url("/page?x=1"), method="GET")
        target = run(file, definition, status=0)
        (received,) = server.received
    assert received.method == "GET"
    query = parse_qs(received.path.partition("?")[2])
    assert (query["x"], query["Body"]) == (["1"], ["Hello"])
    assert target["detour"]["twiml"].startswith('<Response><Redirect method="GET">')


@pytest.mark.parametrize(
    ("timeout", "exit_", "after"),
    [(None, "timeout", "late"), ("5", "timeout", "late"), ("0", None, None)],
)
def test_a_chain_that_ends_elsewhere(
    file: Path, timeout: str | None, exit_: str | None, after: str | None
) -> None:
    with webhook(b"<Response><Message>Hi</Message></Response>") as server:
        target = run(file, there_and_back(server.url(), timeout=timeout), status=0)
    assert (target["detour"]["exit"], target["detour"]["next"]) == (exit_, after)
    assert target["detour"]["variables"] == {}


def test_a_page_that_fails_does_not_lead_to_fail(file: Path) -> None:
    with webhook(lambda _: http_reply(b"no", status="500 Oops")) as server:
        target = run(file, there_and_back(server.url()), status=1)
    assert found(target) == ["http-error"]
    assert target["detour"]["exit"] == "timeout"


NO_ADDRESSES = [
    "http://exa mple/",
    "/page",
    "page",
    "ftp://x/y",
    "https://",
    "{{flow.sid}}",
    "//x/y",
]


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_is_no_address_leaves_by_fail(file: Path, url: str) -> None:
    target = run(file, there_and_back(url), status=1)
    assert vias(target) == ["file"]
    assert found(target) == ["bad-widget-url"]
    (finding,) = target["findings"]
    assert (finding["path"], finding["hop"], finding["twilio_code"]) == (
        "states/1/properties/url",
        1,
        None,
    )
    assert target["detour"] == {
        "widget": "away", "twiml": None, "exit": "fail", "next": "failed", "variables": {},
    }  # fmt: skip


def test_a_blank_in_a_value_leaves_by_fail_and_asks_nothing(file: Path) -> None:
    with webhook(EMPTY) as server:
        definition = there_and_back(server.url("/page?name={{widgets.ask.inbound.Body}}"))
        target = run(file, definition, "--context", "widgets.ask.inbound.Body=Ann Lee", status=1)
        assert paths(server) == []
    assert (found(target), target["detour"]["exit"]) == (["bad-widget-url"], "fail")
    assert target["findings"][0]["help"] == "escape values with the filter url_encode"


@pytest.mark.parametrize("char", ["+", "&", "#"])
def test_a_value_that_is_not_escaped(file: Path, char: str) -> None:
    with webhook(EMPTY) as server:
        definition = there_and_back(server.url("/page?a=1&name={{flow.data.name}}"))
        target = run(file, definition, "--context", f"flow.data.name=a{char}b", status=0)
        wanted = "/page?a=1&name=a" if char == "#" else f"/page?a=1&name=a{char}b"
        assert paths(server) == [wanted]
    assert found(target) == ["raw-character"]
    assert f"has a raw {char}" in target["findings"][0]["message"]


def test_characters_of_the_template_itself_are_meant(file: Path) -> None:
    with webhook(EMPTY) as server:
        url = server.url("/page?a=b+c&d={{flow.data.name | url_encode}}")
        target = run(file, there_and_back(url), "--context", "flow.data.name=a+b&c", status=0)
        assert paths(server) == ["/page?a=b+c&d=a%2Bb%26c"]
    assert target["findings"] == []


def test_a_number_in_the_query_whose_plus_is_written_there(file: Path) -> None:
    with webhook(EMPTY) as server:
        target = run(file, there_and_back(server.url("/page?a=b+c&to=+15005550006")), status=0)
    assert found(target) == ["raw-character"]


def test_a_variable_that_nobody_told(file: Path) -> None:
    with webhook(EMPTY) as server:
        target = run(file, there_and_back(server.url("/page?d={{widgets.ask.Digits}}")), status=0)
        assert paths(server) == ["/page?d="]
    assert rules({"targets": [target]}) == ["unset-variable"]
    assert target["findings"][0]["help"] == "set the value with --context widgets.ask.Digits=VALUE"


def test_an_address_that_hangs_on_a_variable_is_undecided(file: Path) -> None:
    target = run(file, there_and_back("{{flow.variables.page}}"), status=3)
    assert (target["verdict"], target["detour"]["exit"]) == ("undecided", None)
    file.write_bytes(written(there_and_back("{{flow.variables.page}}")))
    shown = call("studio", file, "--event", "sms").out
    assert "Its URL depends on flow.variables.page; set its value with --context" in shown


def test_a_template_that_is_wrong(file: Path) -> None:
    target = run(file, there_and_back("https://example.com/{{ flow.sid "), status=1)
    assert found(target) == ["bad-liquid"]
    assert (target["findings"][0]["twilio_code"], target["detour"]["exit"]) == (81018, None)


BOMB = "https://example.com/{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaa'" * 15 + " }}"


def test_a_template_without_end_is_undecided(file: Path) -> None:
    target = run(file, there_and_back(BOMB), status=3)
    assert (target["verdict"], target["findings"]) == ("undecided", [])


WAYS_BACK = [
    (f"{studio(OWN)}?FlowEvent=return", 0, [], "return"),
    (f"{studio(OWN)}/?a=1&FlowEvent=return", 0, [], "return"),
    (studio(OWN), 1, ["missing-flow-event"], "timeout"),
    (f"{studio(OWN)}?FlowEvent=audioComplete", 1, ["missing-flow-event"], "timeout"),
    (f"{studio(OWN)}?flowevent=return", 0, ["missing-flow-event"], "timeout"),
    (f"{studio(OWN)}?FlowEvent=Return", 0, ["missing-flow-event"], "timeout"),
    (f"{studio(OTHER)}?FlowEvent=return", 1, ["other-flow"], "timeout"),
    (studio(OTHER), 3, [], None),
]
BROKEN = [
    f"{studio('')}?FlowEvent=return",
    studio("undefined"),
    f"{studio('FW0123')}?FlowEvent=return",
    f"{studio(OWN)}/Executions?FlowEvent=return",
    f"{studio(OWN)[:-1]}?FlowEvent=return",
]


@pytest.mark.parametrize(
    ("to", "status", "said", "exit_"), WAYS_BACK, ids=[w[0][-40:] for w in WAYS_BACK]
)
def test_ways_back(file: Path, to: str, status: int, said: list[str], exit_: str | None) -> None:
    with webhook(leading(to)) as server:
        definition = there_and_back(server.url())
        target = run(file, definition, "--webhook-url", studio(OWN), status=status)
    assert vias(target) == ["file", "studio-redirect", "studio-return"]
    assert (found(target), target["detour"]["exit"]) == (said, exit_)
    where = {(each["hop"], each["line"], each["column"]) for each in target["findings"]}
    assert where <= {(2, 1, len('<Response><Redirect method="POST">') + 1)}


@pytest.mark.parametrize("more", [[], ["--webhook-url", studio(OWN)], ["--probe"]], ids=str)
@pytest.mark.parametrize("to", BROKEN, ids=lambda to: to[-40:])
def test_a_way_back_to_no_flow_is_not_requested(file: Path, to: str, more: list[str]) -> None:
    with webhook(leading(to)) as server:
        target = run(file, there_and_back(server.url()), *more, status=1)
    assert vias(target) == ["file", "studio-redirect"]
    assert (found(target), target["detour"]["exit"]) == (["bad-flow-webhook"], "timeout")
    (finding,) = target["findings"]
    assert (finding["twilio_code"], finding["hop"], finding["line"]) == (11200, 2, 1)
    assert finding["column"] == len('<Response><Redirect method="POST">') + 1


@pytest.mark.parametrize("to", BROKEN, ids=lambda to: to[-40:])
def test_a_widget_that_leads_to_no_flow_asks_nothing(file: Path, to: str) -> None:
    target = run(file, there_and_back(to), status=1)
    assert vias(target) == ["file"]
    assert (found(target), target["detour"]["exit"]) == (["bad-widget-url"], "timeout")
    (finding,) = target["findings"]
    assert (finding["twilio_code"], finding["path"]) == (11200, "states/1/properties/url")


def test_a_return_elsewhere_is_not_requested_because_the_webhook_is_named(file: Path) -> None:
    def page(received: Received) -> bytes:
        own = server.url("/stub?FlowEvent=return")
        return http_reply(leading(own) if received.path == "/page" else EMPTY)

    with webhook(page) as server:
        for home in (studio(OWN), server.url("/studio")):
            definition = there_and_back(server.url("/page"))
            target = run(file, definition, "--webhook-url", home, status=1)
            assert (found(target), target["detour"]["exit"]) == (["other-flow"], "timeout")
            assert "/stub" in target["findings"][0]["message"]
        assert paths(server) == ["/page", "/page"]


def test_a_probe_leaves_the_webhook_of_a_flow_alone(file: Path) -> None:
    def page(received: Received) -> bytes:
        return http_reply(
            f'<Response><Gather action="{server.url("/studio")}"/><Say>Hi</Say>'
            f'<Dial action="{studio(OTHER)}">+12025550143</Dial></Response>'.encode()
        )

    with webhook(page) as server:
        definition = there_and_back(server.url("/page"))
        more = ("--event", "voice", "--probe", "--webhook-url", server.url("/studio"))
        target = run(file, definition, *more, status=0)
        assert paths(server) == ["/page"]
    assert vias(target) == ["file", "studio-redirect"]


def test_a_bare_ampersand_in_the_way_back(file: Path) -> None:
    page = f"<Response><Redirect>{studio(OWN)}?FlowEvent=return&a=b</Redirect></Response>".encode()
    with webhook(page) as server:
        target = run(file, there_and_back(server.url()), status=1)
    assert found(target) == ["bare-ampersand"]
    assert (target["findings"][0]["twilio_code"], target["detour"]["exit"]) == (12100, "timeout")


def test_the_flow_is_known_by_its_sid_in_the_context(file: Path) -> None:
    def page(received: Received) -> bytes:
        caller = parse_qs(received.path.partition("?")[2])["caller"][0]
        return http_reply(leading(f"{studio(caller)}?FlowEvent=return"))

    with webhook(page) as server:
        definition = there_and_back(server.url("/call?caller={{flow.flow_sid}}"))
        told = run(file, definition, "--context", f"flow.flow_sid={OWN}", status=0)
        assert paths(server) == [f"/call?caller={OWN}"]
        drawn = run(file, definition, status=0)
    assert (told["findings"], told["detour"]["exit"]) == ([], "return")
    assert (drawn["findings"], drawn["detour"]["exit"]) == ([], "return")


def test_a_flow_whose_sid_nobody_told(file: Path) -> None:
    with webhook(leading(f"{studio(OWN)}?FlowEvent=return")) as server:
        target = run(file, there_and_back(server.url()), status=0)
    assert rules({"targets": [target]}) == ["assumed-flow"]
    assert target["detour"]["exit"] == "return"


def test_an_http_redirect_leads_back_too(file: Path) -> None:
    moved = http_reply(b"", f"Location: {studio(OWN)}?FlowEvent=return", status="302 Found")
    with webhook(lambda _: moved) as server:
        definition = there_and_back(server.url())
        target = run(file, definition, "--webhook-url", studio(OWN), status=0)
    assert target["detour"]["exit"] == "return"
    assert target["hops"][-1]["method"] == "GET"


def test_a_parameter_that_the_return_does_not_bring(file: Path) -> None:
    with webhook(leading(f"{studio(OWN)}?FlowEvent=return&branch=a")) as server:
        definition = there_and_back(server.url(), "{{widgets.away.branch}} {{widgets.away.brunch}}")
        target = run(file, definition, "--webhook-url", studio(OWN), status=0)
    assert found(target) == ["unsent-parameter"]
    (finding,) = target["findings"]
    assert (finding["path"], finding["hop"]) == ("states/2/properties/body", 1)


def test_a_chain_that_is_cut_off_takes_no_exit(file: Path) -> None:
    def page(received: Received) -> bytes:
        return http_reply(leading(f"/page?n={len(server.received)}"))

    with webhook(page) as server:
        target = run(file, there_and_back(server.url("/page")), "--max-hops", "3", status=3)
    assert (target["verdict"], target["detour"]["exit"]) == ("undecided", None)
    assert len(target["hops"]) == 4


def test_each_event_that_leads_to_the_widget_is_tried(file: Path) -> None:
    with webhook(EMPTY) as server:
        file.write_bytes(written(flow(redirect(server.url(), timeout="0") | {"transitions": []})))
        report = json_report("studio", file, status=0)
    assert [target["event"] for target in report["targets"]] == ["sms", "sms", "voice"]
    assert ["CallSid" in str(received.body) for received in server.received] == [False, True]


def test_one_widget_alone(file: Path) -> None:
    with webhook(EMPTY) as server:
        first = redirect(server.url("/first")) | {"name": "first"}
        definition = there_and_back(server.url("/away"))
        definition["states"].append(first)
        file.write_bytes(written(definition))
        json_report("studio", file, "--event", "sms", "--widget", "first", status=0)
        assert paths(server) == ["/first"]
    line = refusal("studio", file, "--widget", "frist")
    assert line == '--widget: the flow has no TwiML Redirect "frist"; did you mean "first"?'


def test_a_flow_that_studio_refuses_is_not_run(file: Path) -> None:
    with webhook(EMPTY) as server:
        file.write_bytes(written(there_and_back(server.url(), timeout=60)))
        report = json_report("studio", file, status=1)
        assert server.received == []
    assert rules(report) == ["bad-redirect-timeout"]
    assert [target["target"] for target in report["targets"]] == [str(file)]


def test_a_rule_that_is_ignored_is_no_hindrance(file: Path) -> None:
    with webhook(EMPTY) as server:
        definition = there_and_back(server.url())
        definition["states"].append(redirect(server.url()) | {"transitions": []})
        file.write_bytes(written(definition))
        json_report("studio", file, status=1)
        assert server.received == []
        json_report("studio", file, "--ignore", "duplicate-widget-name", "--event", "sms", status=0)
        assert len(server.received) == 2


def test_a_widget_of_an_unknown_type_is_no_hindrance(file: Path) -> None:
    with webhook(EMPTY) as server:
        definition = there_and_back(server.url())
        definition["states"].append({"name": "new", "type": "resolve-profile", "properties": {}})
        file.write_bytes(written(definition))
        report = json_report("studio", file, "--event", "sms", status=0)
        assert len(server.received) == 1
    assert rules(report) == ["unknown-widget-type"]


def test_a_probe_speaks_of_the_page_that_names_it(file: Path) -> None:
    def page(received: Received) -> bytes:
        if received.path == "/sound":
            return http_reply(b"<html></html>", content_type="text/html")
        return http_reply(b"<Response><Say>Hi</Say><Play>/sound</Play></Response>")

    with webhook(page) as server:
        definition = there_and_back(server.url("/page"))
        target = run(file, definition, "--event", "voice", "--probe", status=1)
    assert vias(target) == ["file", "studio-redirect", "probe"]
    assert [(each["rule"], each["hop"]) for each in target["findings"]] == [("not-audio", 2)]


def test_validate_asks_nothing(file: Path) -> None:
    with webhook(EMPTY) as server:
        file.write_bytes(written(there_and_back(server.url("{{ broken"))))
        report = json_report("studio", file, "--validate", status=0)
        assert server.received == []
    assert len(report["targets"]) == 1


def test_standard_input(file: Path) -> None:
    definition = written(there_and_back("https://example.com/"))
    report = json_report("studio", "-", "--validate", status=0, stdin=definition)
    assert report["targets"][0]["target"] == "-"


def test_the_context_of_a_file_and_of_names(file: Path, tmp_path: Path) -> None:
    told = tmp_path / "context.json"
    told.write_text('{"widgets": {"ask": {"Digits": "1", "b": "2"}}, "flow": {"data": {"x": 3}}}')
    with webhook(EMPTY) as server:
        read = ("widgets.ask.Digits", "widgets.ask.b", "flow.data.x", "contact.channel.address")
        definition = there_and_back(server.url("".join(f"/{{{{{name}}}}}" for name in read)))
        more = ["--context", str(told), "--context", "widgets.ask.Digits=a=b", "--from", "sip:7"]
        run(file, definition, *more, status=0)
        assert paths(server) == ["/a=b/2/3/sip:7"]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (
            "no-such.json",
            "expected a JSON file or NAME=VALUE; cannot read no-such.json: No such file",
        ),
        ("=x", "expected a JSON file or NAME=VALUE"),
        (".", "cannot read .: Is a directory"),
        ("a." * 40 + "b=1", "a name has more than 32 parts"),
    ],
)
def test_a_context_that_is_none(file: Path, word: str, said: str) -> None:
    file.write_bytes(written(there_and_back("https://example.com/")))
    assert said in refusal("studio", file, "--context", word)


@pytest.mark.parametrize("content", ["", "[]", "{", "\xff", '{"a": ' * 100])
def test_a_context_file_that_is_none(file: Path, tmp_path: Path, content: str) -> None:
    told = tmp_path / "context.json"
    told.write_bytes(content.encode("latin-1"))
    file.write_bytes(written(there_and_back("https://example.com/")))
    assert refusal("studio", file, "--context", told).startswith(f"--context {told}: ")


def test_wrong_calls(file: Path) -> None:
    file.write_bytes(written(there_and_back("https://example.com/")))
    assert "cannot read none.json" in refusal("studio", "none.json")
    assert "nothing to check: give the JSON file of a flow" in refusal("studio")
    assert "--webhook-url cannot be used" in refusal("studio", file, "--webhook-url", "ftp://x")
    assert "list is not an event" in refusal("studio", file, "--event", "list")
    assert "is a callback" in refusal("studio", file, "--event", "call-status")
    assert "is being checked" in refusal("studio", file, "-o", file)
    told = file.with_name("context.json")
    told.write_text("{}")
    assert "is being checked" in refusal("studio", file, "--context", told, "-o", told)


def test_without_the_library_templates_are_refused_in_one_line(file: Path, tmp_path: Path) -> None:
    file.write_bytes(written(there_and_back("https://example.com/{{flow.sid}}")))
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['liquid'] = None")
    result = call("studio", file, env={"PYTHONPATH": str(tmp_path)})
    assert (result.status, result.out) == (3, "")
    wanted = 'the URLs of this flow need python-liquid: pip install "twiml-check[studio]"'
    assert one_line(result.err) == wanted
    with webhook(EMPTY) as server:
        file.write_bytes(written(there_and_back(server.url())))
        assert call("studio", file, env={"PYTHONPATH": str(tmp_path)}).status == 0


def test_the_text_report(file: Path) -> None:
    with webhook(leading(f"{studio(OWN)}?FlowEvent=return&branch=a")) as server:
        file.write_bytes(written(there_and_back(server.url("/page"))))
        shown = call(
            "studio", file, "--event", "sms", "--webhook-url", studio(OWN), env={"COLUMNS": "120"}
        )
    assert shown.status == 0
    assert f'Studio     <Response><Redirect method="POST">{server.url("/page")}<' in shown.out
    assert "exit       return → back" in shown.out
    assert "variables  widgets.away.branch = a" in shown.out
    assert "studio-redirect" in shown.out
    assert "studio-return" in shown.out
    assert (
        'The return gives control back to the flow, and the flow continues with "back".'
        in shown.out
    )


@contextmanager
def desk(token: str, home: str) -> Iterator[tuple[str, list[str]]]:
    """A Flask application as one writes it: it checks the signature, and leads back."""
    app, seen = Flask(__name__), list[str]()

    @app.post("/desk")
    def answer() -> Response:
        seen.append(request.args["choice"])
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(token).validate(request.url, request.form, signature):
            return Response("forged", 403)
        twiml = VoiceResponse()
        twiml.say("One moment.")
        twiml.redirect(f"{home}?FlowEvent=return&branch=boats")
        return Response(str(twiml), mimetype="text/xml")

    with serving_app(app) as origin:
        yield f"{origin}/desk", seen


def test_a_signed_call_to_a_flask_application_and_back(file: Path) -> None:
    with desk("12345", studio(OWN)) as (url, seen):
        definition = there_and_back(f"{url}?choice={{{{widgets.ask.Digits}}}}")
        more = ("--context", "widgets.ask.Digits=2", "--webhook-url", studio(OWN))
        target = run(file, definition, "--event", "voice", "--auth-token", "12345", *more, status=0)
    assert seen == ["2"]
    assert target["detour"]["variables"] == {"widgets.away.branch": "boats"}
    assert target["hops"][1]["verbs"] == ["Say", "Redirect"]


def test_the_token_is_in_no_output(file: Path) -> None:
    with webhook(leading(f"{studio(OWN)}?FlowEvent=return")) as server:
        file.write_bytes(
            written(there_and_back(server.url("/page").replace("//", "//me:pass%20word@")))
        )
        for format_ in ("text", "json"):
            shown = call("studio", file, "-vv", "--auth-token", "t0ken", "--format", format_)
            assert "t0ken" not in shown.out
            assert "pass%20word" not in shown.out
            assert "studio-redirect" in shown.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing to check: give the JSON file of a flow"),
        (["."], ". is a folder: give the files in it, such as *.json"),
        (["http://127.0.0.1/"], "a flow is a file"),
        (["-", "-"], "can be read only once"),
        (["a", "b", "--widget", "x"], "--webhook-url and --widget apply to one flow"),
    ],
)
def test_flows_are_files(words: list[str], said: str, tmp_path: Path) -> None:
    assert said in refusal("studio", *words, cwd=tmp_path)


def test_several_flows(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(written(flow(call="", message="")))
    both = tmp_path / "a.json", tmp_path / "b.json"
    report = json_report("studio", *both, "--validate", status=0)
    assert [Path(target["target"]).name for target in report["targets"]] == ["a.json", "b.json"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"uniqueName": "tea", "tasks": []}', "but an assistant of Autopilot"),
        (b'{"actions": []}', "but Actions of Autopilot"),
        (b'{"name": "shop", "version": "1.0.0"}', "but some other JSON"),
    ],
)
def test_what_is_no_flow(content: bytes, said: str, file: Path) -> None:
    file.write_bytes(content)
    [target] = json_report("studio", file, status=1)["targets"]
    [finding] = target["findings"]
    assert said in finding["message"]


def test_a_stand_in_that_nobody_told_is_not_asked(file: Path) -> None:
    def page(received: Received) -> bytes:
        own = server.url("/studio?FlowEvent=return&amp;pier=2")
        return http_reply(leading(own) if received.path == "/page" else b"oops")

    with webhook(page) as server:
        target = run(file, there_and_back(server.url("/page")), status=0)
        assert paths(server) == ["/page"]
        told = run(
            file,
            there_and_back(server.url("/page")),
            *("--webhook-url", server.url("/studio")),
            status=0,
        )
        address = server.url("/studio")
    assert found(target) == ["assumed-flow"]
    assert target["findings"][0]["level"] == "warning"
    assert target["findings"][0]["message"].endswith(address)
    assert (target["detour"]["exit"], told["detour"]["exit"]) == ("return", "return")
    assert told["findings"] == []


def test_a_flow_without_a_redirect_says_that_nothing_was_run(file: Path) -> None:
    said = "The flow has no TwiML Redirect, so no redirect ran."
    file.write_bytes(written(flow(message("hello"))))
    assert call("studio", file).out == f"PASS  {file}: {said}\n"
    file.write_bytes(written(there_and_back("https://shop.example/")))
    assert "nothing was run" not in call("studio", "--validate", file).out


def test_a_flow_that_is_given_as_twiml_names_the_command(file: Path) -> None:
    file.write_bytes(written(flow(message("hello"))))
    result = call(file)
    assert result.status == 1
    assert "= help: a Studio flow? twiml-check studio FLOW.json checks it\n" in result.out
