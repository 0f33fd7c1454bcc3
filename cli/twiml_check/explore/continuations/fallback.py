"""The fallback URL, which Twilio requests when the main line ends with a failure.

https://www.twilio.com/docs/usage/security/availability-reliability
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import (
    FETCH_FAILED,
    Continuation,
    Link,
    Visit,
)


def find(visit: Visit) -> Iterator[Link]:
    """Yield the fallback URL with the failed request's parameters and the error; once a call."""
    hop, session = visit.hop, visit.session
    if session is None or not session.fallback or not hop.broken:
        return
    if not hop.main_line or hop.event.callback:
        return
    failed = next(each for each in (hop, *visit.path) if each.redirects == 0)
    if failed.via == FALLBACK.via or failed.request is None:
        return
    codes = (each.twilio_code for each in visit.findings if each.level == "error")
    code = next(filter(None, codes), FETCH_FAILED)
    whence = hop.begun or failed.request.url
    yield Link(
        session.fallback,
        session.fallback_method,
        fields=(("ErrorCode", str(code)), ("ErrorUrl", whence.target.text)),
        params=failed.request.params,
        configured=True,
    )


FALLBACK = Continuation("fallback", "rescue", find, label="the fallback")
