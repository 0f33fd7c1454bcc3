"""The commands that lead to a node, run by a shell, are one call for the server that is asked."""

from urllib.parse import parse_qsl

from tests.request.test_curl import run as shell
from tests.servers import Received, Server, http_reply, serving, web
from twiml_check.model.call_map import CallMap
from twiml_check.model.exchange import Fields
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.curl_chain import COOKIES, curl_chain, curl_lines
from twiml_check.web.url import Url

from .maps import calling, edge, explored, node, texting
from .samples import SMS, hop, request


def asked(server: Server, number: int, path: str, params: Fields, method: str = "POST") -> Hop:
    """The hop of a node that was found in the call of this number."""
    url = Url.parse(server.url(path))
    sent = request(url.text, method, params)._replace(headers=(("User-Agent", "TwilioProxy/1.1"),))
    via = "webhook" if number == 1 else "action"
    before = number - 1 or None
    return hop("<Response/>", number=number)._replace(request=sent, via=via, came_from=before)


def call_of(server: Server) -> TargetResult:
    hops = [
        asked(server, 1, "/answer", calling(1)),
        asked(server, 2, f"/menu?of=CA{1:032x}", calling(2, ("Digits", "1"))),
        asked(server, 3, "/bye?a=b", calling(3, ("Digits", "*")), "GET"),
    ]
    nodes = [node(number, "x", *"1" * (number - 1)) for number in (1, 2, 3)]
    return explored(hops, nodes, [edge(1, "1", 2), edge(2, "*", 3)])


def fields(received: Received) -> dict[str, str]:
    return dict(parse_qsl(received.path.partition("?")[2])) | dict(
        parse_qsl(received.body.decode(), keep_blank_values=True)
    )


def test_the_commands_are_one_call(tmp_path: object) -> None:
    got: list[Received] = []

    def answer(received: Received) -> bytes:
        got.append(received)
        return http_reply(b"ok", f"Set-Cookie: step={len(got)}")

    with serving(web(answer)) as server:
        check = call_of(server)
        assert check.call_map
        lines = curl_lines(check, check.call_map.node(3))
        shell(f"cd '{tmp_path}' && " + "\n".join(lines))
    assert [each.path.partition("?")[0] for each in got] == ["/answer", "/menu", "/bye"]
    assert [each.method for each in got] == ["POST", "POST", "GET"]
    assert {fields(each)["CallSid"] for each in got} == {f"CA{3:032x}"}
    assert {(fields(each)["From"], fields(each)["Caller"]) for each in got} == {
        ("+14155550103", "+14155550103")
    }
    assert [fields(each).get("Digits") for each in got] == [None, "1", "*"]
    assert [each.header("Cookie") for each in got] == [None, "step=1", "step=2"]
    assert fields(got[2])["a"] == "b"


def test_a_sid_in_an_address_is_that_of_the_call_too() -> None:
    with serving(web(lambda _: http_reply())) as server:
        check = call_of(server)
    assert check.call_map
    known = check.call_map
    first = check.hops[0]
    assert first.request
    url = Url.parse(f"{first.request.url.text}?id=CA{1:032x}")
    changed = first._replace(request=first.request._replace(url=url, target=url))
    begun = check._replace(hops=(changed, *check.hops[1:]))
    chain = curl_chain(begun, known.node(3))
    assert chain[0].target.text.endswith(f"?id=CA{3:032x}")


def test_every_message_keeps_its_own_sid() -> None:
    hops = [
        hop("<Response/>", number=number)._replace(
            event=SMS,
            request=request("http://127.0.0.1/sms", params=texting(number)),
            came_from=number - 1 or None,
        )
        for number in (1, 2, 3)
    ]
    nodes = [node(number, "x") for number in (1, 2, 3)]
    edges = [
        edge(0, '"a"', 1, kind="message"),
        edge(1, "then", 2, kind="redirect"),
        edge(2, '"b"', 3, kind="message"),
    ]
    check = explored(hops, nodes, edges)
    chain = [dict(each.params) for each in curl_chain(check, nodes[2])]
    assert [each["MessageSid"][-1] for each in chain] == ["2", "2", "3"]
    assert {each["From"] for each in chain} == {"+14155550103"}


def test_the_body_is_written_anew_for_a_redacted_run() -> None:
    with serving(web(lambda _: http_reply())) as server:
        check = call_of(server)
    hops = tuple(
        each._replace(request=each.request and each.request._replace(body=b"", weight=99))
        for each in check.hops
    )
    assert check.call_map
    (begin, first) = curl_lines(check._replace(hops=hops), check.call_map.node(1))
    assert begin == f"rm -f {COOKIES}"
    assert f"--data-raw 'CallSid=CA{1:032x}&From=%2B14155550101" in first
    assert "Cookie:" not in first


def test_what_was_not_asked_has_no_commands() -> None:
    bare = TargetResult("x", "voice", "pass", (), (), call_map=CallMap((), (), 0, 0))
    assert curl_lines(bare, node(1, "x")) == []
