"""The requests of one call, from its beginning to a node of the map, as commands for a shell.

Each node was found in its own call. These commands repeat the requests in one call: all requests
get the parameters of the call and the caller from the last request.
"""

import re
from collections.abc import Iterator

from twiml_check.model.call_map import CallMap, Node
from twiml_check.model.exchange import Fields, Request
from twiml_check.model.run import Hop, TargetResult
from twiml_check.report.phrases import path_to
from twiml_check.request.curl import curl
from twiml_check.request.parameters import encode_form
from twiml_check.web.url import Url

COOKIES = "twiml-check.cookies"
"""The file that keeps the cookies of the call between its requests."""
OF_CALLER = ("From", "Caller", "WaId", "ExternalUserId", "ProfileName")
"""Beginnings of the names of parameters that identify a caller."""
OF_CALL = re.compile(r"(?:Call|Parent\w*|Account|Application)(?:Sid|Token)|SipCallId")
OF_MESSAGE = re.compile(r"(?:Message|Sms|SmsMessage)Sid")
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def curl_chain(check: TargetResult, node: Node) -> list[Request]:
    """Return the requests from the beginning to the node, as those of one call."""
    hop = next((each for each in check.hops if each.number == node.hop), None)
    if hop is None or hop.request is None or check.call_map is None:
        return []
    sent = _messages(check.call_map)
    chain: list[Request] = []
    last, later = hop.request.params, hop
    for each in reversed(path_to(hop, check)):
        if each.request is None:
            break
        same_message = later.number == each.number or later.number not in sent
        chain.append(_as_of(each, each.request, last, same_message=same_message))
        last = _merged(chain[-1].params, last)
        later = each
    return chain[::-1]


def curl_lines(check: TargetResult, node: Node) -> list[str]:
    """Return the commands; the first deletes the cookies of an earlier call."""
    chain = curl_chain(check, node)
    if not chain:
        return []
    return [f"rm -f {COOKIES}", *(curl(each, cookies=COOKIES) for each in chain)]


def curls_of_findings(check: TargetResult) -> Iterator[tuple[Node, list[str]]]:
    """Yield each node with an error or a warning, and the commands that reach it."""
    if check.call_map is None:
        return
    wrong = {each.hop for each in check.findings if each.level != "info"}
    for node in check.call_map.nodes:
        if node.hop in wrong and (lines := curl_lines(check, node)):
            yield node, lines


def _messages(call_map: CallMap) -> set[int]:
    """Return the numbers of the hops that respond to their own message."""
    return {
        call_map.node(edge.end).hop
        for edge in call_map.edges
        if edge.kind == "message" and edge.end is not None
    }


def _merged(params: Fields, last: Fields) -> Fields:
    """Return the parameters of a request, plus those that only later requests have."""
    return tuple((dict(last) | dict(params)).items())


def _as_of(hop: Hop, request: Request, last: Fields, *, same_message: bool) -> Request:
    """Return the request with the caller and the call of these parameters."""
    known = dict(last)
    params = tuple(
        (name, known.get(name, value) if _is_of_one(name, same_message) else value)
        for name, value in request.params
    )
    form = encode_form(params, hop.event.space)
    posted = request.method == "POST"
    swaps = dict(_swaps(request.params, params))
    target = _swap(request.url.target, swaps)
    if not posted:
        target = target.with_query(form)
    connect = request.connect and request.connect._replace(query=target.query).rebuild()
    headers = tuple(pair for pair in request.headers if pair[0].lower() != "cookie")
    return request._replace(
        params=params,
        target=target,
        connect=connect,
        headers=headers,
        body=form.encode("ascii") if posted else b"",
    )


def _is_of_one(name: str, same_message: bool) -> bool:
    if name.startswith(OF_CALLER) or OF_CALL.fullmatch(name):
        return True
    return same_message and OF_MESSAGE.fullmatch(name) is not None


def _swaps(before: Fields, after: Fields) -> Iterator[tuple[str, str]]:
    """Yield the SIDs that have changed: an app may have written them into its URLs."""
    for (_, old), (_, new) in zip(before, after, strict=True):
        if old != new and SID.fullmatch(old):
            yield old, new


def _swap(url: Url, swaps: dict[str, str]) -> Url:
    text = SID.sub(lambda hit: swaps.get(hit[0], hit[0]), url.text)
    return url if text == url.text else Url.parse(text)
