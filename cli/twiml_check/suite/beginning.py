"""The first suite of a project, with a comment for whatever comes next. Its reader is a person."""

import json
from collections.abc import Sequence
from typing import NamedTuple


class Wished(NamedTuple):
    """What a first suite should hold."""

    base_url: str
    checks: Sequence[tuple[str, str]]
    """Events and targets."""
    signed: bool = False
    """Whether the webhooks look at signatures."""


HEAD = """\
# What twiml-check asks, and what it expects: `twiml-check run`.
# The same suite runs elsewhere with --base-url https://staging.example.com
base_url = {base_url}

# What holds for every check below; a check can say otherwise.
[defaults]
"""
SIGNING = 'auth_token = "${TWILIO_AUTH_TOKEN}"', "signs the requests; ${NAME} is a variable"
DEFAULTS = (
    ('params = { From = "+15005550006" }', "sent with every request"),
    ('max_time = "2s"', "for each answer"),
    ('ignore = { plain-http = "localhost" }', "a rule, and the reason why"),
)
CHECK = """
[[check]]
name = {name}
target = {target}
event = {event}
"""
COLUMN = 42
"""Where a comment begins."""


def first_suite(wished: Wished) -> str:
    """The text of the file."""
    pieces = [HEAD.format(base_url=quoted(wished.base_url))]
    pieces.append(_line(*SIGNING, asleep=not wished.signed))
    pieces += [_line(*each) for each in DEFAULTS]
    for number, (event, target) in enumerate(wished.checks):
        values = {"name": quoted(name(event, target)), "target": quoted(target)}
        pieces.append(CHECK.format(event=quoted(event), **values))
        if number == 0:
            pieces += [_line(*each) for each in _more(event, target)]
    return "".join(pieces)


def _more(event: str, target: str) -> Sequence[tuple[str, str]]:
    """What a check can expect."""
    verb = "Say" if event == "voice" else "Message"
    return (
        (f'expect = ["{verb}"]', "an XPath, seen from <Response>"),
        ('expect_text = ["Hello"]', "what is said or sent"),
        (f'expect_chain = [{quoted(target)}, "/next"]', "where its redirects lead"),
        ('tags = ["smoke"]', "twiml-check run --tag smoke"),
        ('verdict = "fail"', "it is known to be broken"),
    )


def _line(setting: str, comment: str, asleep: bool = True) -> str:
    """A setting and what it is for; asleep it is only a comment."""
    return f"{'# ' if asleep else ''}{setting}".ljust(COLUMN) + f" # {comment}\n"


def name(event: str, target: str) -> str:
    """What a check is called at first."""
    return f"{event} {target}"


def quoted(text: str) -> str:
    """A text as TOML writes it, on one line: https://toml.io/en/v1.0.0#string"""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
