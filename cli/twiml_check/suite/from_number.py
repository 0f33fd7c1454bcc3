"""The webhooks of phone numbers -> the checks of a new suite. Pure."""

from collections.abc import Iterator, Sequence

from twiml_check.account.number import KEEPERS, NumberSettings, Webhook
from twiml_check.suite.writing import Draft, Source
from twiml_check.web.studio import flow_sid
from twiml_check.web.url import Url

NOTES = (
    "From the settings of your Twilio account: the URLs that Twilio requests for each number.",
    'The requests have a random Account SID. To send yours: params = { AccountSid = "AC…" }',
)
DEMO = "demo.twilio.com"
"""The host of the URLs that a new number has."""
LEFT_OUT = "AccountSid"
"""Scanners for secrets report the SID of an account in a repository."""


def number_source(numbers: Sequence[NumberSettings]) -> Source:
    """Return a check for each webhook, and a comment for each event without one."""
    drafts = (_draft(webhook) for each in numbers for webhook in each.webhooks)
    unset = [reason for each in numbers for reason in each.unset]
    return Source((*NOTES, *unset), tuple(drafts), "; ".join(unset))


def _draft(webhook: Webhook) -> Draft:
    number = webhook.resolved.number
    why_asleep = _why_asleep(Url.parse(webhook.url))
    sends = webhook.event == "call-status"  # about a call from the number
    return Draft(
        event=webhook.event,
        url=webhook.url,
        name=f"{number} {webhook.event}",
        method="GET" if webhook.method.upper() == "GET" else "POST",
        sender=number if sends else "",
        recipient="" if sends else number,
        params=tuple(pair for pair in webhook.params if pair[0] != LEFT_OUT),
        fallback="" if Url.parse(webhook.fallback).problem else webhook.fallback,
        notes=tuple(_notes(webhook, why_asleep)),
        asleep=bool(why_asleep),
    )


def _why_asleep(url: Url) -> str:
    """Return why a check of this URL would not be useful, or not safe."""
    if url.problem:
        return f"Twilio cannot request this URL: {url.problem}"
    if flow_sid(url):
        return "A request to this URL runs your Studio flow; use: twiml-check studio FLOW.json"
    return "This is a sample of Twilio, not a webhook of yours." if url.host == DEMO else ""


def _notes(webhook: Webhook, why_asleep: str) -> Iterator[str]:
    where = f"{KEEPERS[webhook.resolved.keeper]} {webhook.resolved.sid}".strip()
    yield f"{webhook.resolved.number}: {webhook.event}, in {where}"
    if why_asleep:
        yield why_asleep
    if not webhook.fallback:
        return
    if reason := Url.parse(webhook.fallback).problem:
        yield f"Twilio cannot request the fallback URL: {reason}"
    elif webhook.fallback_method.upper() == "GET":
        yield "Twilio requests the fallback URL with GET; a suite requests it with POST."
