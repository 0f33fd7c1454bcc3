"""The signature against published and computed vectors, and against Twilio's own validator."""

import hashlib
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict

from twiml_check.model.exchange import Fields, Product
from twiml_check.request.session import signature, signed_url
from twiml_check.web.url import Url

SHORT = "12345"
LONG = "0123456789abcdef0123456789abcdef"

CALL: Fields = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
)
DOCS_CALL: Fields = (
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675310"),
    ("Digits", "1234"),
    ("From", "+14158675310"),
    ("To", "+18005551212"),
)
TEXT: Fields = (("Body", "Hi"), ("From", "+14017122661"))
REPEATED: Fields = (
    ("Sid", "CA123"),
    ("SidAccount", "AC123"),
    ("Digits", "5678"),
    ("Digits", "1234"),
    ("Digits", "1234"),
)
MESSAGE_SID = "SM" + "a" * 32
ACCOUNT_SID = "AC" + "b" * 32
MESSAGE: Fields = (
    ("ToCountry", "US"),
    ("ToState", "CA"),
    ("SmsMessageSid", MESSAGE_SID),
    ("NumMedia", "0"),
    ("ToCity", "SAUSALITO"),
    ("FromZip", "94103"),
    ("SmsSid", MESSAGE_SID),
    ("FromState", "CA"),
    ("SmsStatus", "received"),
    ("FromCity", "SAN FRANCISCO"),
    ("Body", "Ahoy & welcome! café ☎"),
    ("FromCountry", "US"),
    ("To", "+15558675310"),
    ("ToZip", "94965"),
    ("NumSegments", "1"),
    ("MessageSid", MESSAGE_SID),
    ("AccountSid", ACCOUNT_SID),
    ("From", "+14017122661"),
    ("ApiVersion", "2010-04-01"),
)
BLANKED: Fields = tuple((n, "" if n in ("Body", "FromCity") else v) for n, v in MESSAGE)
JSON_BODY = b'{"CallSid":"CA1234567890ABCDE","Caller":"+12349013030"}'
CASES: Fields = (("b", "1"), ("B", "2"), ("a", "3"), ("_", "4"), ("A", "5"))

VECTORS: list[tuple[str, str, Fields, str]] = [
    (SHORT, "https://example.com/myapp.php?foo=1&bar=2", DOCS_CALL, "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    (SHORT, "https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    (SHORT, "https://mycompany.com:443/myapp.php?foo=1&bar=2", CALL,
     "kvajT1Ptam85bY51eRf/AJRuM3w="),
    (SHORT, "http://mycompany.com:80/myapp.php?foo=1&bar=2", CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (SHORT, "https://mycompany.com/myapp.php?foo=1&bar=2", REPEATED,
     "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    (LONG, "https://example.com/sms", TEXT, "BNcX2QE/f0aV8YxdPfB5Vf/IQcQ="),
    (LONG, "https://example.com:8443/sms", TEXT, "9OWjP+asmpRt9FXVWk6bM0drgso="),
    (LONG, "https://example.com/sms?name=Jane%20Doe&x=a%2Bb&y=a+b", (("Body", "Hi"),),
     "KsXAtJH/Tu5TyiaIFFLddNmW7T8="),
    (LONG, "https://example.com", (("Body", "Hi"),), "jTAYtR1NhBy+ct4fjjmlHg+gVRY="),
    (LONG, "https://example.com/", (("Body", "Hi"),), "HYpjzBbIEFHYyIfJVjvWuPBWXG8="),
    (LONG, "https://example.com/v", CASES, "qrissg2I+x8IKfZByjgJqNhR2I4="),
    (SHORT, f"https://example.com/myapp?bodySHA256={hashlib.sha256(JSON_BODY).hexdigest()}", (),
     "hPXmLwIy3Fgqv1i9KPmH/HhQ6zo="),
    (LONG, "https://example.com/sms", MESSAGE, "u4DJfhzi8MZIQeAJdDAKvoxhgNA="),
    (LONG, "https://example.com/sms", BLANKED, "+hIrzwvwTseK8ehzaagX3t5UDF8="),
    (LONG, f"https://example.com/sms?tenant=7&{urlencode(MESSAGE)}", (),
     "UnwFiz/kM7aAUVATbd519jCqhYY="),
]  # fmt: skip


@pytest.mark.parametrize(("token", "url", "params", "expected"), VECTORS)
def test_vector(token: str, url: str, params: Fields, expected: str) -> None:
    assert signature(token, url, params) == expected


def test_order_of_the_fields_does_not_matter() -> None:
    assert signature(LONG, "https://h/", MESSAGE) == signature(LONG, "https://h/", MESSAGE[::-1])


@pytest.mark.parametrize(
    ("url", "params"),
    [
        ("https://example.com/sms/", TEXT),
        ("http://example.com/sms", TEXT),
        ("https://example.com/sms", (*TEXT, ("Extra", ""))),
        ("https://EXAMPLE.com/sms", TEXT),
    ],
)
def test_another_request_has_another_signature(url: str, params: Fields) -> None:
    ours = signature(LONG, "https://example.com/sms", TEXT)
    assert signature(LONG, url, params) != ours
    assert not RequestValidator(LONG).validate(url, MultiDict(params), ours)


def test_validator_strips_a_port_but_adds_none() -> None:
    validator = RequestValidator(LONG)
    without = signature(LONG, "https://example.com/sms", TEXT)
    with_port = signature(LONG, "https://example.com:8443/sms", TEXT)
    assert validator.validate("https://example.com:8443/sms", dict(TEXT), without)
    assert not validator.validate("https://example.com/sms", dict(TEXT), with_port)


@pytest.mark.parametrize(
    ("target", "product", "expected"),
    [
        ("http://h.example:5000/v", "voice", "http://h.example:5000/v"),
        ("http://h.example:5000/v", "messaging", "http://h.example:5000/v"),
        ("https://h.example:8443/v?a=b:1", "messaging", "https://h.example:8443/v?a=b:1"),
        ("https://h.example:8443/v?a=b:1", "voice", "https://h.example/v?a=b:1"),
        ("https://[::1]:8443/v", "voice", "https://[::1]/v"),
        ("https://[::1]/v", "voice", "https://[::1]/v"),
        ("https://h.example/v", "voice", "https://h.example/v"),
    ],
)
def test_port_rules(target: str, product: Product, expected: str) -> None:
    assert signed_url(Url.parse(target), product) == expected


fields = st.lists(
    st.tuples(st.text(max_size=12), st.text(max_size=20)).map(
        lambda pair: (pair[0].replace("\ufffd", ""), pair[1])
    ),
    max_size=8,
).map(tuple)


@settings(database=None, deadline=None)
@given(params=fields, token=st.text(min_size=1))
def test_twilios_validator_accepts_any_form(params: Fields, token: str) -> None:
    url = "https://example.com/a%20b?q='@:&q=1&a=%C3%A9"
    received: MultiDict[str, str] = MultiDict(parse_qsl(urlencode(params), keep_blank_values=True))
    assert RequestValidator(token).validate(url, received, signature(token, url, params))


@settings(database=None, deadline=None)
@given(text=st.text(st.characters(), max_size=20))
def test_any_text_can_be_signed(text: str) -> None:
    assert len(signature(text, text, ((text, text),))) == 28


def test_a_lone_surrogate_can_be_signed() -> None:
    assert len(signature("\ud800", "\udcff", (("\udc80", ""),))) == 28
