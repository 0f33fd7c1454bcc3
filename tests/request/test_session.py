"""The requests of a session: what changes from one to the next, and what must not."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from twiml_check.explore.continuations.http_redirect import repeat
from twiml_check.model.exchange import Event, Fields, Request
from twiml_check.request.session import Session, first, new_session, request_to
from twiml_check.vocabulary.events import CALL_GOES_ON, EVENTS
from twiml_check.vocabulary.outcomes import COMPANIONS, KEYED
from twiml_check.web.url import Url

SMS, VOICE = EVENTS["sms"], EVENTS["voice"]
URL = "https://example.com/hook"
TOKEN = "0123456789abcdef0123456789abcdef"
SID = r"[A-Z]{2}[0-9a-f]{32}"
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def after_http(session: Session, before: Request, url: str, status: int) -> Request:
    method, params = repeat(before, status)
    return request_to(session, Url.parse(url), method, params=params)


def accepted(request: Request, token: str = TOKEN) -> bool:
    """Whether Twilio's validator takes the request, from what a server sees of it."""
    headers = dict(request.headers)
    parts = urlsplit(request.target.text)
    seen = request.target.text.replace(f"//{parts.netloc}", f"//{headers['Host']}", 1)
    form = dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    return bool(RequestValidator(token).validate(seen, form, headers["X-Twilio-Signature"]))


def names(params: Fields) -> list[str]:
    return [name for name, _ in params]


def test_headers_of_a_post() -> None:
    request = first(new_session(SMS, "https://user:pw@example.com:8443/a#rc=1", token=TOKEN))
    assert names(request.headers) == [
        "Host",
        "User-Agent",
        "Accept",
        "Content-Type",
        "I-Twilio-Idempotency-Token",
        "X-Home-Region",
        "X-Twilio-Signature",
    ]
    headers = dict(request.headers)
    assert headers["Host"] == "example.com:8443"
    assert headers["User-Agent"] == "TwilioProxy/1.1"
    assert headers["Accept"] == "*/*"
    assert headers["X-Home-Region"] == "us1"
    assert UUID4.fullmatch(headers["I-Twilio-Idempotency-Token"])
    assert str(request.url) == "https://user:pw@example.com:8443/a#rc=1"
    assert str(request.target) == "https://example.com:8443/a"
    assert request.connect is None


def test_a_get_has_the_fields_behind_its_own_query() -> None:
    request = first(new_session(SMS, f"{URL}?tenant=7&b=%27", method="get", token=TOKEN))
    assert request.method == "GET"
    assert request.body == b""
    assert request.target.text.startswith(f"{URL}?tenant=7&b=%27&ToCountry=US&ToState=TX&")
    assert "&ToCity=SAN+ANTONIO&" in request.target.text
    assert parse_qsl(urlsplit(request.target.text).query, keep_blank_values=True)[2:] == list(
        request.params
    )
    assert "Content-Type" not in dict(request.headers)
    assert accepted(request)


def test_without_a_token_there_is_no_signature() -> None:
    for token in (None, ""):
        request = first(new_session(SMS, URL, token=token))
        assert "X-Twilio-Signature" not in dict(request.headers)


def test_the_token_does_not_show() -> None:
    session = new_session(SMS, URL, token=TOKEN)
    assert TOKEN not in repr(session)
    assert TOKEN not in repr(first(session))


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("a b", "a+b"),
        ("a+b&c=d", "a%2Bb%26c%3Dd"),
        ("café", "caf%C3%A9"),
        ("line\nline\r\n", "line%0Aline%0D%0A"),
        ("👋", "%F0%9F%91%8B"),
        ("it's 100% @home!", "it%27s+100%25+%40home%21"),
        ("{from} {to} {body}", "%7Bfrom%7D+%7Bto%7D+%7Bbody%7D"),
        ("", ""),
        ("\x00", "%00"),
        ("\udcff", "%EF%BF%BD"),
    ],
)
def test_encoding_of_the_text(body: str, written: str) -> None:
    request = first(new_session(SMS, URL, body=body, token=TOKEN))
    assert f"&Body={written}&FromCountry=US" in request.body.decode("ascii")
    assert accepted(request)


def test_blank_in_a_status_callback() -> None:
    session = new_session(EVENTS["call-status"], URL, set_params=(("A B", "c d+"),))
    assert first(session).body.endswith(b"&A%20B=c%20d%2B")


def test_overrides_keep_the_place_and_the_last_one_wins() -> None:
    session = new_session(
        SMS, URL, set_params=(("Body", "1"), ("New", "a"), ("Body", "2"), ("New", "b=c"), ("", "x"))
    )
    assert names(session.params) == [*names(SMS.params), "New", ""]
    params = dict(first(session).params)
    assert (params["Body"], params["New"], params[""]) == ("2", "b=c", "x")


def test_a_dropped_parameter_is_not_sent() -> None:
    session = new_session(
        SMS, URL, set_params=(("Extra", "x"),), drop_params=("ToCity", "Extra", "Unknown")
    )
    expected = [name for name in names(SMS.params) if name != "ToCity"]
    assert (
        names(first(session).params)
        == names(request_to(session, Url.parse(URL), "POST").params)
        == expected
    )


def test_what_the_user_set_holds_for_later_requests_too() -> None:
    session = new_session(
        VOICE, URL, set_params=(("CallStatus", "completed"), ("CallToken", "mine"), ("Own", "1"))
    )
    later = dict(request_to(session, Url.parse(URL), "POST").params)
    assert (later["CallStatus"], later["CallToken"], later["Own"]) == ("completed", "mine", "1")
    assert "StirVerstat" not in later


def test_a_seed_gives_the_same_session_again() -> None:
    def session(seed: int | str | None) -> list[Request]:
        session = new_session(VOICE, URL, token=TOKEN, seed=seed)
        return [
            first(session),
            request_to(session, Url.parse(URL), "GET"),
            request_to(session, Url.parse(URL), "POST"),
        ]

    assert session(7) == session(7)
    assert session("7") == session(7)
    assert session(7) != session(8)
    assert session(None) != session(None)
    assert dict(session(7)[0].params)["CallSid"] != dict(session(8)[0].params)["CallSid"]


@pytest.mark.parametrize("seed", [None, 1])
def test_sids_stay_and_idempotency_tokens_do_not(seed: int | None) -> None:
    session = new_session(SMS, URL, seed=seed)
    requests = [
        first(session),
        request_to(session, Url.parse(URL), "POST"),
        request_to(session, Url.parse(URL), "GET"),
    ]
    requests.append(after_http(session, requests[0], URL, 302))
    tokens = [dict(request.headers)["I-Twilio-Idempotency-Token"] for request in requests]
    assert len(set(tokens)) == 4
    assert all(UUID4.fullmatch(token) for token in tokens)
    assert len({dict(request.params)["MessageSid"] for request in requests[:3]}) == 1


def test_a_twiml_redirect_sends_the_parameters_again() -> None:
    session = new_session(SMS, URL, method="GET", token=TOKEN)
    request = request_to(session, Url.parse("https://other.example/next?a=b"), "post")
    assert request.method == "POST"
    assert request.params == session.params
    assert str(request.target) == "https://other.example/next?a=b"
    assert accepted(request)


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_post_becomes_a_get_without_fields(status: int) -> None:
    session = new_session(SMS, URL, token=TOKEN)
    before = first(session)
    request = after_http(session, before, "https://example.com/next?a=b", status)
    assert (request.method, request.target.text) == ("GET", "https://example.com/next?a=b")
    assert (request.params, request.body) == ((), b"")
    assert "Content-Type" not in dict(request.headers)
    assert dict(request.headers)["X-Twilio-Signature"] != dict(before.headers)["X-Twilio-Signature"]
    assert accepted(request)


def test_307_repeats_a_post() -> None:
    session = new_session(VOICE, URL, token=TOKEN)
    before = first(session)
    request = after_http(session, before, "https://other.example/next", 307)
    assert (request.method, request.params, request.body) == ("POST", before.params, before.body)
    assert dict(request.headers)["Host"] == "other.example"
    assert accepted(request)


@pytest.mark.parametrize("status", [301, 302, 303, 307])
def test_a_get_asks_for_the_new_url_as_it_stands(status: int) -> None:
    session = new_session(SMS, URL, method="GET", token=TOKEN)
    request = after_http(session, first(session), "https://example.com/next?x=1", status)
    assert (request.method, request.target.text) == ("GET", "https://example.com/next?x=1")
    assert request.params == ()
    assert accepted(request)


def test_lost_fields_stay_lost_until_twiml_asks_anew() -> None:
    session = new_session(SMS, URL, token=TOKEN)
    lost = after_http(session, first(session), "https://example.com/a", 302)
    still = after_http(session, lost, "https://example.com/b", 307)
    assert (still.method, still.params, still.body) == ("GET", (), b"")
    assert request_to(session, Url.parse("https://example.com/c"), "POST").params == session.params


def test_no_header_can_be_injected() -> None:
    evil = "https://example.com\r\nX-Evil: 1/\r\nX-Evil: 2?\r\nX: 3"
    session = new_session(SMS, evil, sender="a\r\nX: y", token=TOKEN, public_url=evil)
    for request in (
        first(session),
        request_to(session, Url.parse(evil), "GET"),
        request_to(session, Url.parse(evil), "POST"),
    ):
        texts = [
            request.target.text,
            str(request.connect or ""),
            *map(str, dict(request.headers).values()),
        ]
        assert not [text for text in texts if re.search(r"[^\x20-\x7e]", text)]


def test_a_callers_https_port_is_not_signed() -> None:
    plain = new_session(VOICE, "https://example.com/v", token=TOKEN, seed=1)
    odd = new_session(VOICE, "https://example.com:8443/v", token=TOKEN, seed=1)
    signatures = [dict(first(session).headers)["X-Twilio-Signature"] for session in (plain, odd)]
    assert signatures[0] == signatures[1]
    assert accepted(first(odd))


# The validator breaks an IPv6 host when it takes the port away, so none has one.
hosts = st.sampled_from(
    [
        "example.com",
        "example.com:8443",
        "example.com:443",
        "u:p@example.com",
        "[::1]",
        "bücher.example",
    ]
)
# The validator itself loses a ";" at the end of a path, so none stands there.
paths = st.text(st.characters(exclude_characters="?#;")).map(lambda text: f"/{text}".rstrip())
queries = st.text(st.characters(exclude_characters="#")).map(lambda text: f"?{text}x")
params = st.lists(st.tuples(st.text(min_size=1, max_size=9), st.text(max_size=20)), max_size=5)


@settings(database=None, deadline=None, max_examples=200)
@given(
    scheme=st.sampled_from(["http", "https"]),
    host=hosts,
    path=st.one_of(st.just(""), paths),
    query=st.one_of(st.just(""), queries),
    extra=params,
    event=st.sampled_from(list(EVENTS.values())),
    method=st.sampled_from(["GET", "POST"]),
)
def test_twilios_validator_accepts_every_request(
    scheme: str,
    host: str,
    path: str,
    query: str,
    extra: list[tuple[str, str]],
    event: Event,
    method: str,
) -> None:
    url = f"{scheme}://{host}{path}{query}#e=dublin"
    session = new_session(event, url, method=method, set_params=tuple(extra), token=TOKEN)
    before = first(session)
    assert accepted(before)
    assert accepted(request_to(session, Url.parse(url), "GET"))
    assert accepted(after_http(session, before, url, 302))
    assert accepted(after_http(session, before, url, 307))


@settings(database=None, deadline=None)
@given(text=st.text(st.characters(codec=None)), url=st.text())
def test_any_text_makes_a_request(text: str, url: str) -> None:
    session = new_session(
        SMS,
        url,
        method=text,
        sender=text,
        recipient=text,
        body=text,
        set_params=((text, text),),
        drop_params=(url,),
        token=text,
        public_url=url,
        seed=text,
    )
    before = first(session)
    assert before.target.text.isascii()
    assert after_http(session, before, text, 307).target.text.isascii()
    assert request_to(session, Url.parse(text), text).method in ("GET", "POST")


@pytest.mark.parametrize(
    ("told", "beside"),
    [
        (("Digits", "1"), {"msg": "Gather End", "FinishedOnKey": ""}),
        (("SpeechResult", "sales"), {"Confidence": "0.9"}),
        (
            ("RecordingUrl", "https://example.com/r"),
            {"RecordingSid": SID, "RecordingDuration": "6", "Digits": "#"},
        ),
        (("DialCallStatus", "no-answer"), {"DialCallSid": SID, "DialBridged": "false"}),
        (("DialCallStatus", "busy"), {"DialCallSid": SID, "DialBridged": "false"}),
        (
            ("DialCallStatus", "completed"),
            {"DialCallSid": SID, "DialBridged": "true", "DialCallDuration": "42"},
        ),
        (("DialCallStatus", "answered"), {}),
        (("QueueResult", "leave"), {"QueueSid": SID, "QueueTime": "31"}),
        (("QueueResult", "queue-full"), {}),
        (
            ("SessionStatus", "ended"),
            {
                "SessionId": SID,
                "SessionDuration": "25",
                "HandoffData": '{"reasonCode":"live-agent"}',
            },
        ),
        (
            ("SessionStatus", "failed"),
            {
                "SessionId": SID,
                "SessionDuration": "25",
                "ErrorCode": "39001",
                "ErrorMessage": "Network connection to WebSocket server failed.",
            },
        ),
        (
            ("ReferCallStatus", "in-progress"),
            {"ReferSipResponseCode": "202", "NotifySipResponseCode": "200"},
        ),
        (("ReferCallStatus", "failed"), {"ReferSipResponseCode": "603"}),
        (("Result", "validation-error"), {"PaymentError": ""}),
        (("SmsStatus", "sending"), {"SmsSid": SID}),
    ],
)
def test_what_only_an_action_is_told_makes_it_a_later_request(
    told: tuple[str, str], beside: dict[str, str]
) -> None:
    plain = dict(first(new_session(VOICE, URL, seed=1)).params)
    sent = dict(first(new_session(VOICE, URL, seed=1, set_params=(told,))).params)
    assert sent["CallStatus"] == "in-progress"
    assert sent.keys() == plain.keys() - {"CallToken", "StirVerstat"} | {told[0]} | beside.keys()
    for name, value in beside.items():
        assert re.fullmatch(value, sent[name]) if value == SID else sent[name] == value


@pytest.mark.parametrize(
    "own",
    [
        (("QueueResult", "hangup"),),
        (("SessionStatus", "completed"),),
        (("Result", "caller-hung-up"),),
        (("RecordingUrl", "https://example.com/r"), ("Digits", "hangup")),
    ],
)
def test_a_result_that_says_so_ends_the_call(own: Fields) -> None:
    assert dict(first(new_session(VOICE, URL, set_params=own)).params)["CallStatus"] == "completed"


def test_a_payment_brings_what_was_paid_with() -> None:
    def paid(*own: tuple[str, str]) -> dict[str, str]:
        return dict(first(new_session(VOICE, URL, set_params=(("Result", "success"), *own))).params)

    card, bank = paid(), paid(("PaymentMethod", "ach-debit"))
    assert (card["PaymentMethod"], card["PaymentCardType"]) == ("credit-card", "visa")
    assert bank["BankAccountNumber"] == "*******92"
    assert "PaymentCardNumber" not in bank
    assert "BankAccountNumber" not in card


def test_what_the_user_says_wins_over_what_comes_with_it() -> None:
    own = (
        ("DialCallStatus", "completed"), ("DialBridged", "false"), ("DialCallDuration", "7"),
        ("RecordingUrl", "https://example.com/r"), ("RecordingDuration", "9"),
    )  # fmt: skip
    session = new_session(VOICE, URL, set_params=own, drop_params=("DialCallSid",))
    sent = dict(first(session).params)
    assert {name: sent[name] for name, _ in own} == dict(own)
    assert not {"DialCallSid", "Digits", "msg"} & sent.keys()


def test_each_parameter_of_a_result_is_known_as_one() -> None:
    usual = {"CallStatus", "ErrorCode", "ErrorMessage", "msg"}
    brought = {name for rows in COMPANIONS.values() for row in rows.values() for name, _ in row}
    names = COMPANIONS.keys() | brought | dict(KEYED).keys()
    assert names - usual <= CALL_GOES_ON


@pytest.mark.parametrize(
    "own",
    [
        (("Digits", "9"),),
        (("SpeechResult", "sales"), ("Confidence", "0.2")),
        (("RecordingUrl", "https://example.com/r"),),
        (("DialCallStatus", "busy"),),
        (("QueueResult", "leave"),),
        (("SessionStatus", "failed"), ("ErrorCode", "39001")),
    ],
)
def test_the_result_of_a_verb_is_sent_once(own: Fields) -> None:
    more = (("CallerName", "JO"), ("CallStatus", "in-progress"))
    session = new_session(VOICE, URL, set_params=(*own, *more), token=TOKEN)
    plain = request_to(new_session(VOICE, URL, set_params=more), Url.parse(URL))
    before, after = first(session), request_to(session, Url.parse(URL))
    assert dict(own).items() <= dict(before.params).items()
    assert names(after.params) == names(plain.params)
    assert dict(more).items() <= dict(after.params).items()
    again = after_http(session, before, URL, 307)
    assert again.params == before.params
    assert accepted(before)
    assert accepted(after)
    assert accepted(again)


def test_a_later_verb_has_a_result_of_its_own() -> None:
    session = new_session(VOICE, URL, set_params=(("Digits", "9"), ("CallerName", "JO")))
    later = request_to(session, Url.parse(URL), fields=(("Digits", "1"), ("CallerName", "AL")))
    sent = dict(later.params)
    assert (sent["Digits"], sent["CallerName"]) == ("1", "JO")


def test_a_message_is_sent_again_with_all_that_the_user_set() -> None:
    own = (("SmsStatus", "receiving"), ("Digits", "9"))
    session = new_session(SMS, URL, set_params=own)
    assert request_to(session, Url.parse(URL)).params == first(session).params


def test_what_the_user_sets_and_leaves_out_holds_in_a_later_request_too() -> None:
    own = (("Digits", "12"), ("FinishedOnKey", "#"), ("CallStatus", "completed"))
    sent = dict(first(new_session(VOICE, URL, set_params=own, drop_params=("msg",))).params)
    assert {name: sent[name] for name, _ in own} == dict(own)
    assert "msg" not in sent


@pytest.mark.parametrize("event", ["sms", "call-status"])
def test_digits_mean_nothing_where_nobody_can_enter_them(event: str) -> None:
    plain = first(new_session(EVENTS[event], URL, seed=1)).params
    sent = first(new_session(EVENTS[event], URL, seed=1, set_params=(("Digits", "1"),))).params
    assert sent == (*plain, ("Digits", "1"))


def test_a_fallback_in_the_middle_of_a_call_is_told_what_failed() -> None:
    event = EVENTS["voice-fallback"]
    sent = dict(first(new_session(event, URL, set_params=(("Digits", "1"),))).params)
    assert (sent["CallStatus"], sent["ErrorCode"]) == ("in-progress", "11200")
