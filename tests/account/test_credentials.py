"""With what the API is asked, and where it may be."""

import pytest

from tests.account.rest import KEY, SECRET, SID, TOKEN
from twiml_check.account.api import Unresolved, credentials

ACCOUNT = {"TWILIO_ACCOUNT_SID": SID}
WITH_KEY = {**ACCOUNT, "TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": SECRET}


def refusal(environment: dict[str, str], token: str | None = TOKEN) -> str:
    with pytest.raises(Unresolved) as told:
        credentials(environment, token)
    return str(told.value)


def test_the_token() -> None:
    login = credentials(ACCOUNT, TOKEN)
    assert (login.account, login.user, login.password) == (SID, SID, TOKEN)
    assert (login.api, login.messaging) == (
        "https://api.twilio.com",
        "https://messaging.twilio.com/v1",
    )


@pytest.mark.parametrize("token", [TOKEN, None])
def test_a_key(token: str | None) -> None:
    login = credentials(WITH_KEY, token)
    assert (login.account, login.user, login.password) == (SID, KEY, SECRET)


def test_half_a_key_beside_a_token_is_left_alone() -> None:
    assert credentials({**ACCOUNT, "TWILIO_API_KEY": KEY}, TOKEN).user == SID


def test_blanks_round_it_come_from_copying() -> None:
    assert credentials({"TWILIO_ACCOUNT_SID": f" {SID}\n"}, TOKEN).account == SID


@pytest.mark.parametrize(
    ("environment", "token", "line"),
    [
        ({}, None, "set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or TWILIO_API_KEY with"),
        ({}, TOKEN, "set TWILIO_ACCOUNT_SID"),
        (ACCOUNT, None, "set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or"),
        ({**WITH_KEY, "TWILIO_ACCOUNT_SID": " "}, None, "set TWILIO_ACCOUNT_SID"),
        ({**ACCOUNT, "TWILIO_API_KEY": KEY}, None, "also set TWILIO_API_SECRET"),
        ({**ACCOUNT, "TWILIO_API_SECRET": SECRET}, None, "also set TWILIO_API_KEY"),
    ],
)
def test_what_is_missing(environment: dict[str, str], token: str | None, line: str) -> None:
    assert line in refusal(environment, token)


@pytest.mark.parametrize("sid", [TOKEN, SID[:-1], f"{SID}/..", KEY, SID.replace("0", "é")])
def test_no_account_sid(sid: str) -> None:
    said = refusal({"TWILIO_ACCOUNT_SID": sid})
    assert said == "TWILIO_ACCOUNT_SID is not an Account SID: expected AC and 32 hex digits"


@pytest.mark.parametrize(
    ("url", "api", "messaging"),
    [
        ("http://127.0.0.1:4013", "http://127.0.0.1:4013", "http://127.0.0.1:4013/messaging/v1"),
        ("http://[::1]:9/", "http://[::1]:9", "http://[::1]:9/messaging/v1"),
        ("http://twilio:4013", "http://twilio:4013", "http://twilio:4013/messaging/v1"),
        ("http://192.168.0.7", "http://192.168.0.7", "http://192.168.0.7/messaging/v1"),
        ("https://mock.example/a", "https://mock.example/a", "https://mock.example/a/messaging/v1"),
        (
            "https://api.dublin.ie1.twilio.com/",
            "https://api.dublin.ie1.twilio.com",
            "https://messaging.dublin.ie1.twilio.com/v1",
        ),
        ("https://api.twilio.com", "https://api.twilio.com", "https://messaging.twilio.com/v1"),
    ],
)
def test_another_host(url: str, api: str, messaging: str) -> None:
    login = credentials({**ACCOUNT, "TWILIO_API_URL": url}, TOKEN)
    assert (login.api, login.messaging) == (api, messaging)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com",
        "http://mock.example:4013",
        "http://8.8.8.8",
        "http://134744072",
        "http://[2001:4860::8888]",
        "ftp://127.0.0.1",
        "127.0.0.1:4013",
        "https://me:secret@127.0.0.1",
        "https://127.0.0.1/?a=b",
        "https://127.0.0.1/#a",
        "https://127.0.0.1:99999",
        "https://[::1",
        "https://me:secret@[::1",
        "https://[fe80::1%25eth0]",
        "https://127.0.0.1/a b",
        "file:///etc/passwd",
    ],
)
def test_no_such_host(url: str) -> None:
    said = refusal({**ACCOUNT, "TWILIO_API_URL": url})
    assert said.startswith("TWILIO_API_URL ")
    assert "cannot be used: " in said
    assert "secret" not in said
