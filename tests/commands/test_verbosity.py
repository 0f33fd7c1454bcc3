"""-q, -v and -vv: only the verdict, what was sent and came back, and the bodies."""

import pytest

from tests.commands.calling import call, webhook
from tests.servers import Received, http_reply

HOSTILE = b"<Response><Message>[bold]\x1b[31m</Message></Response>"


def answer(_request: Received) -> bytes:
    return http_reply(b"<Response><Message>Ahoy</Message></Response>", "X-Served-By: teapot")


@pytest.mark.parametrize(
    ("option", "shown", "hidden"),
    [
        ("-q", ["PASS"], ["via", "Body=Hello", "teapot", "Ahoy"]),
        ("--color=never", ["PASS", "via"], ["Body=Hello", "teapot", "Ahoy"]),
        ("-v", ["PASS", "via", "Body=Hello", "X-Served-By: teapot"], ["Ahoy", "TwilioProxy"]),
        ("-vv", ["PASS", "Body=Hello", "X-Served-By: teapot", "Ahoy", "TwilioProxy"], []),
        ("-vvv", ["PASS", "Ahoy"], []),
    ],
)
def test_levels(option: str, shown: list[str], hidden: list[str]) -> None:
    with webhook(answer) as hook:
        result = call(option, hook.url())
    assert (result.status, result.err) == (0, "")
    assert [word for word in shown if word not in result.out] == []
    assert [word for word in hidden if word in result.out] == []


def test_quiet_is_one_line_a_target_and_a_sum() -> None:
    with webhook(answer) as hook:
        alone = call("-q", hook.url()).out
        both = call("-q", hook.url(), hook.url("/other")).out
    assert alone == f"PASS  {hook.url()}: Twilio would send one reply.\n"
    assert both.splitlines() == [
        f"PASS  {hook.url()}: Twilio would send one reply.",
        f"PASS  {hook.url('/other')}: Twilio would send one reply.",
        "PASS  2 targets, no findings",
    ]


def test_bodies_reach_the_terminal_as_harmless_words() -> None:
    with webhook(HOSTILE) as hook:
        result = call("-vv", "--color", "never", hook.url())
    assert result.status == 1
    assert "\x1b" not in result.out
    assert r"[bold]\x1b[31m" in result.out


def test_json_is_the_same_at_every_level() -> None:
    with webhook(answer) as hook:
        outputs = [
            call("--format", "json", "--seed", "1", hook.url(), *option).out.splitlines()
            for option in ([], ["-q"], ["-vv"])
        ]
    timeless = [[line for line in lines if "elapsed_ms" not in line] for lines in outputs]
    assert timeless[0] == timeless[1] == timeless[2]


def test_an_app_that_does_not_know_that_it_was_called_by_https() -> None:
    def lead(request: Received) -> bytes:
        if request.path != "/sms":
            return answer(request)
        return http_reply(b"<Response><Redirect>http://shop.example.com/next</Redirect></Response>")

    with webhook(lead) as hook:
        result = call("-v", hook.url("/sms"), "--public-url", "https://shop.example.com/sms")
    assert result.status == 0
    assert "warning[lost-https]: http://shop.example.com/next is http" in result.out
    assert f"  connected to\n    {hook.url('/next')}\n" in result.out
