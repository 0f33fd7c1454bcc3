"""The register of secrets, and the mask that hides them in any text."""

from base64 import b64encode
from random import Random

import pytest

from twiml_check.web.secrets import current, mask_line, mask_of, of_url, opened

KEY = "Kq9-vN3xZw7P"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {KEY} b {KEY}{KEY}", "a *** b ***"),
        ("Kq9-vN3xZw7", "Kq9-vN3xZw7"),
        (f"%4bq9%2DvN3xZw7P and {KEY[:-1]}&#80;", "*** and ***"),
        ("\\u004bq9-vN3x\\x5aw7P", "***"),
        ("%254bq9-vN3xZw7P", "***"),
        ("Kq9-…w7P", "***…w7P"),
        ("no Kq9…Zw7P no", "no Kq9…*** no"),
        ("Kq9-vN%2…dxZw7P", "***…***"),
        ("Kq9-vN3x&#9…", "***…"),
        ("the … end", "the … end"),
        (b64encode(f"ab{KEY}c".encode()).decode(), "YWJ***Bj"),
        ("http://ali:pw@h/", "http://***@h/"),
    ],
)
def test_a_secret_in_any_spelling(text: str, shown: str) -> None:
    assert mask_of([KEY]).text(text) == shown


def test_any_secret_at_any_place() -> None:
    draw = Random(11)
    letters = "abcXYZ019+/=é&<\"' %"
    for _ in range(2_000):
        secrets = ["".join(draw.choices(letters, k=draw.randint(1, 12))) for _ in range(3)]
        pieces = ["".join(draw.choices("..-_", k=draw.randint(0, 9))) for _ in range(4)]
        text = f"{pieces[0]}{secrets[0]}{pieces[1]}{secrets[1]}{pieces[2]}{secrets[2]}{pieces[3]}"
        shown = mask_of(secrets).text(text)
        assert shown.replace("***", "").strip(".-_") == "", (secrets, text)


def test_plain_words_are_no_secrets() -> None:
    with opened({}) as secrets:
        secrets.add("", None, "short7!", "a-plain-word", "127.0.0.1", "+15005550006", " Kq9-vN3x ")
        assert secrets.values() == ("+15005550006", " Kq9-vN3x ", "Kq9-vN3x")


def test_each_run_has_a_register_of_its_own() -> None:
    with opened({"TWILIO_AUTH_TOKEN": KEY, "HOME": "/home/Kq9-vN3x"}):
        assert mask_line(f"{KEY} /home/Kq9-vN3x") == "*** /home/Kq9-vN3x"
        with opened({}):
            assert mask_line(KEY) == KEY
        assert current().values() == (KEY,)
    assert current().values() == ()


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("http://h/sms?a=1", {""}),
        ("http://ali:p%40ss@h/", {"p@ss"}),
        ("http://tok%2Ben@h/", {"tok+en"}),
        ("http://h/?api_key=a%2Fb&token=t&page=3&monkey-no=x", {"", "a%2Fb", "a/b", "t", "x"}),
    ],
)
def test_the_secrets_of_a_url(url: str, secrets: set[str]) -> None:
    assert set(of_url(url)) == secrets
