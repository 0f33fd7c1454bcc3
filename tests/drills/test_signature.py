"""Who lets forged requests in, and who keeps genuine ones out."""

from typing import Any
from urllib.parse import unquote

import pytest
from flask import Request

from tests.drills.apps import (
    TOKEN,
    XML,
    Check,
    app,
    at,
    drilled,
    echo,
    found,
    is_genuine,
    speak,
    unmet,
    url_of,
    valid,
)
from twiml_check import Result, drill

WARNED = ("warning", "accepts-forged")
REFUSED = ("error", "refuses-genuine")


def signature(check: Check | None, **options: Any) -> Result:
    return drilled(app(genuine=check), "signature", **options)


def only_if_there(given: Request) -> bool:
    return "X-Twilio-Signature" not in given.headers or is_genuine(given)


def anything(given: Request) -> bool:
    return bool(given.headers.get("X-Twilio-Signature"))


def test_no_check_at_all_is_one_warning() -> None:
    result = signature(None)
    assert found(result) == [WARNED]
    assert result.passed
    assert result.findings[0].message == "the webhook accepts a request without a signature"
    assert len(unmet(result)) == 5
    assert all(each.endswith(" is refused") for each in unmet(result))


def test_it_is_an_error_where_a_signature_is_required() -> None:
    result = signature(None, require_signature=True)
    assert found(result) == [("error", "accepts-forged")]
    assert not result.passed


def test_it_may_be_ignored() -> None:
    result = signature(None, ignore=["accepts-forged"], fail_on="warning")
    assert (found(result), unmet(result)) == ([], [])
    assert result.passed


def test_the_bar_may_be_a_warning() -> None:
    assert not signature(None, fail_on="warning").passed


def test_only_what_is_there_is_checked() -> None:
    result = signature(only_if_there)
    assert found(result) == [WARNED]
    assert unmet(result) == ["a request without a signature is refused"]


def test_any_signature_will_do() -> None:
    result = signature(anything)
    assert found(result) == [WARNED] * 4
    assert "a request with the signature of another Auth Token is refused" in unmet(result)
    assert "a request without a signature is refused" not in unmet(result)


def test_an_added_parameter_is_not_seen() -> None:
    def known_only(given: Request) -> bool:
        params = {name: text for name, text in given.form.items() if name != "AddedOnTheWay"}
        return valid(given.url, params, given)

    result = signature(known_only)
    assert WARNED in found(result)
    words = "a request with a parameter that was added after signing is refused"
    assert words in unmet(result)


def test_the_url_is_not_seen() -> None:
    def any_url(given: Request) -> bool:
        return is_genuine(given) or valid("https://other.example/webhook", given.form, given)

    result = signature(any_url)
    assert unmet(result) == ["a request with the signature of another URL is refused"]


def test_without_a_token_only_one_request_is_forged() -> None:
    result = signature(None, no_signature=True)
    assert found(result) == [WARNED]
    assert [each.untried for each in result.expectations].count("not tried: set --auth-token") == 4
    assert result.passed


def test_without_a_token_a_refusal_is_told_by_the_plain_request() -> None:
    with at(app()) as url:
        result = drill(url, no_signature=True)
    assert found(result) == [("error", "http-error")]
    assert len(result.to_dict()["targets"]) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        ("", 401),
        ("no", 404),
        ("", 302, {"Location": "/login"}),
        ("<html><body>Log in</body></html>", {"Content-Type": "text/html"}),
        ("<Response/>", XML),
        ("<Response><Reject/></Response>", XML),
        ("<Response><Hangup/></Response>", XML),
    ],
)
def test_other_ways_to_refuse(refusal: Any) -> None:
    def moved(given: Request) -> bool:
        return given.path != "/login" and is_genuine(given)

    result = drilled(app(speak, moved, refusal), "signature", event="voice")
    assert (found(result), unmet(result)) == ([], [])


def test_an_app_that_never_replies_is_taken_at_its_word() -> None:
    def silent(_given: Request) -> Any:
        return "<Response/>", XML

    assert found(drilled(app(silent, None), "signature")) == [WARNED]


def with_params(change: Any) -> Check:
    return lambda given: valid(url_of(given), change(given), given)


def stripped(given: Request) -> dict[str, str]:
    return {name: text.strip() for name, text in given.form.items()}


def not_empty(given: Request) -> dict[str, str]:
    return {name: text for name, text in given.form.items() if text}


def known(given: Request) -> dict[str, str]:
    return {name: text for name, text in given.form.items() if not name.endswith("New")}


def ascii_only(given: Request) -> dict[str, str]:
    return {n: t.encode("ascii", "replace").decode() for n, t in given.form.items()}


def no_quotes(given: Request) -> dict[str, str]:
    return {name: text.replace("'", "''") for name, text in given.form.items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (stripped, "spaces at its ends"),
        (not_empty, "an empty value"),
        (known, "a new parameter"),
        (ascii_only, "letters beyond ASCII"),
        (no_quotes, "letters beyond ASCII"),
    ],
)
def test_genuine_values_are_refused(change: Any, words: str) -> None:
    result = signature(with_params(change))
    assert found(result) == [REFUSED]
    assert words in result.findings[0].message
    assert result.findings[0].help
    assert len(unmet(result)) == 1
    assert not result.passed


def test_genuine_urls_are_refused() -> None:
    def decoded(given: Request) -> bool:
        return valid(unquote(url_of(given)), given.form, given)

    result = signature(decoded)
    assert found(result) == [("info", "refuses-genuine")]
    assert "%40 and %2B" in result.findings[0].message
    assert result.passed


def test_the_proxy_is_not_known() -> None:
    def plain_only(given: Request) -> bool:
        url = url_of(given).replace("https:", "http:")
        return valid(url, given.form, given)

    result = signature(plain_only)
    assert found(result) == [("info", "refuses-genuine")]
    assert "behind a proxy" in result.findings[0].message
    assert "--public-url https://" in result.findings[0].again


def test_a_refusal_of_the_text_is_not_one_of_the_signature() -> None:
    def short(given: Request) -> Any:
        return echo(given) if given.form["Body"] == given.form["Body"].strip() else ("", 422)

    result = drilled(app(short), "signature")
    assert found(result) == [("error", "http-error")]
    assert result.findings[0].message.startswith("a signed Body with spaces at its ends: ")


def test_a_login_in_the_url_protects_too() -> None:
    def logs_in(given: Request) -> bool:
        return given.authorization is not None and given.authorization.password == "opensesame"

    refusal = "", 401, {"WWW-Authenticate": 'Basic realm="sms"'}
    with at(app(genuine=logs_in, refusal=refusal)) as url:
        result = drill(
            url.replace("//", "//twilio:opensesame@"), only=["signature"], auth_token=TOKEN
        )
    assert (found(result), unmet(result)) == ([], [])
    assert "opensesame" not in result.report() + result.report("json")


def test_no_report_shows_the_token_or_a_signature() -> None:
    result = signature(None)
    for form in ("text", "json", "junit", "sarif", "markdown", "html", "github", "gitlab"):
        text = result.report(form)
        assert TOKEN not in text
        assert "X-Twilio-Signature: " not in text
