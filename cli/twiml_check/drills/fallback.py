"""Whether the fallback URL responds to every error that Twilio calls it for.

https://www.twilio.com/docs/usage/security/availability-reliability
"""

from collections.abc import Iterator

from twiml_check.drills.drill import Ask, Drill, Result, Setting, Trial, Verdict, accepted, apart

CODES = (
    *("11200", "11202", "11205", "11206", "11210", "11215", "11217"),
    *("11220", "11237", "11750", "12100", "12300"),
)
"""Numbers of the errors after which Twilio calls the fallback URL."""
OF_MESSAGES, OF_CALLS = "sms-fallback", "voice-fallback"


def play(ask: Ask, _plain: Result, setting: Setting) -> Iterator[Verdict]:
    """Call the fallback URL with each number."""
    event = OF_CALLS if setting.event.product == "voice" else OF_MESSAGES
    known: Result | None = None
    for code in CODES:
        params = (("ErrorCode", code), ("ErrorUrl", setting.url.target.text))
        what = f"the fallback request for {code}"
        result = ask(Trial(what, params, event=event, to_fallback=True))
        if known:
            result = apart(result, known)
        elif result.findings:
            known = result
        yield accepted(result)


FALLBACK = Drill(
    "fallback", "the fallback URL (--fallback) responds to every error", play, needs_plain=False
)
