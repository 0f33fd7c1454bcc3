"""The register of secrets, and the mask that hides them in any text."""

from base64 import b64encode
from random import Random

import pytest

from twiml_check.web.secrets import mask_line, mask_of, open_register, register, url_secrets

KEY = "Kq9-vN3xZw7P"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {KEY} b {KEY}{KEY}", "a *** b ***"),
        (f"text/{KEY.lower()}", "text/***"),
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
        ("".join(f"&#x{ord(char):012x}" for char in KEY), "***"),
        (f"{KEY[:5]}<!-- x -->{KEY[5:8]}<![CDATA[{KEY[8:]}]]>", "***"),
        (f"{KEY[:5]}\n{KEY[5:]}", "***"),
        ("http://ali:pw@h/", "http://***@h/"),
    ],
)
def test_a_secret_in_any_spelling(text: str, shown: str) -> None:
    assert mask_of([KEY]).text(text) == shown


@pytest.mark.parametrize(
    ("secret", "said"),
    [
        ("s%3AAb3dT2mQz7LwP4vB9.Zx%2Bq9", "s:Ab3dT2mQz7LwP4vB9.Zx+q9"),
        ("p%41ss&word99", "p%41ss&amp;word99"),
        ("Ab3dT2mQ\\054z7LwP4", "Ab3dT2mQ,z7LwP4"),
        ("two  words-9secret", "two++words-9secret"),
        ("BEGIN KEY\nMIIEvQ9x", "BEGIN+KEY%0AMIIEvQ9x"),
        ("0123456789abcdef", "0123456789ABCDEF"),
    ],
)
def test_a_secret_that_is_escaped_or_in_a_form(secret: str, said: str) -> None:
    assert mask_of([secret]).text(f"({said})") == "(***)"


def test_a_secret_in_the_base64_of_a_mail() -> None:
    coded = b64encode(f"{'x' * 50}{KEY}{'y' * 50}".encode()).decode()
    for between in ("\r\n", " "):
        shown = mask_of([KEY]).text(f"{coded[:76]}{between}{coded[76:]} \n")
        assert "***" in shown
        assert shown.startswith("eHh4")
        assert not [at for at in range(62, 78) if coded[at : at + 6] in shown]


def test_a_thousand_secrets_that_are_nearly_alike() -> None:
    """Each search finds the longest, in about the time that one secret takes."""
    secrets = [f"AAAA{number:04d}{'A' * (number % 7)}" for number in range(1_000)]
    mask = mask_of(secrets)
    assert all(mask.text(f"({secret})") == "(***)" for secret in secrets)
    assert mask.text("(AAAA)") == "(AAAA)"
    assert "…***…***" in mask.text("…AAAA0001" * 400)


def test_cookies_have_only_so_much_room() -> None:
    with open_register({}) as secrets:
        for number in range(1_000):
            secrets.add_cookies(f"{number:04d}{'k' * 4_000}")
        assert 100 < len(secrets.values()) < 200
        secrets.add("an-0ption")
        assert "an-0ption" in secrets.values()


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
    with open_register({}) as secrets:
        secrets.add("", None, "short7!", "a-plain-word", "Deutschland", "127.0.0.1", "2024-06-01")
        secrets.add("+15005550006", " Kq9-vN3x ")
        assert secrets.values() == ("+15005550006", " Kq9-vN3x ", "Kq9-vN3x")


def test_each_run_has_a_register_of_its_own() -> None:
    with open_register({"TWILIO_AUTH_TOKEN": KEY, "HOME": "/home/Kq9-vN3x"}):
        assert mask_line(f"{KEY} /home/Kq9-vN3x") == "*** /home/Kq9-vN3x"
        with open_register({}):
            assert mask_line(KEY) == KEY
        assert register().values() == (KEY,)
    assert register().values() == ()


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("http://h/sms?a=1", {""}),
        ("http://ali:p%40ss@h/", {"p@ss"}),
        ("http://tok%2Ben@h/", {"tok+en"}),
        ("http://h/?api_key=a%2Fb&token=t&page=3&key=k", {"", "a%2Fb", "a/b", "t", "k"}),
        ("http://h/?apiKey=a&StripeKey=b&db.pass=c&x-auth=d", {"", "a", "b", "c", "d"}),
        ("http://h/?author=a&keyword=b&monkey=c&keypad=d&compass=e&design=f&passenger=g", {""}),
    ],
)
def test_the_secrets_of_a_url(url: str, secrets: set[str]) -> None:
    assert set(url_secrets(url)) == secrets


def test_a_secret_of_many_lines_is_hidden_whole() -> None:
    key = "\n".join(f"{number:04d}{'kQ7/vN+3' * 7}" for number in range(120))
    assert mask_of([key]).text(f"({key})") == "(***)"
