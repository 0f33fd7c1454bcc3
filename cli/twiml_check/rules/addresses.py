"""The recipient and the sender of a text message: <Message> and <Sms>.

An address is a phone number, a short code or `channel:address`; a sender may also be a name:
https://www.twilio.com/docs/messaging/twiml/message
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.phone import E164, MASKED, SEPARATORS, international_flaw
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import Flaw, cut
from twiml_check.vocabulary.names import MAX_DIGITS, MAX_SENDER_CHARS, MIN_DIALLED, NO_CHANNELS

CODES = {"to": 14101, "from": 14102}
CHANNEL = r"([a-z][a-z0-9_.-]*):(.*)"
SENDER = r"[A-Za-z0-9 &+_-]+"
SERVICE = r"MG[0-9a-fA-F]{32}"
# Messages of these channels also reach a phone number.
ANY_CHANNEL = ("rcs", "service")


@rule("bad-message-address", "error", where=lambda tag: tag.sends_message)
def bad_message_address(node: GrammarNode) -> Iterator[Problem]:
    """The `to` or `from` of a message is not a valid address.

    Twilio logs 14101 or 14102, and does not send the message. Without `to`, Twilio replies to the
    sender of the incoming message. With an empty `to`, Twilio sends nothing.

    Event: sms
    Bad:  <Response><Message to="bob">Hello</Message></Response>
    Good: <Response><Message to="+12025550143">Hello</Message></Response>
    """
    for name in CODES:
        value = node.element.attributes.get(name)
        flaw = None if value is None else address_flaw(name, value.strip())
        if flaw:
            yield Problem(
                f'<{node.tag.name} {name}="{cut(value or "", 40)}">: {flaw.label}',
                help=flaw.help or E164,
                label=flaw.label,
                location=node.document.at_setting(node.element, name),
                code=CODES[name],
                level=certainty(node, value or "", flaw.level),
                doc=node.tag.doc,
            )


def address_flaw(name: str, value: str) -> Flaw | None:
    """Return why Twilio could not use this as `to` or `from`, or None."""
    if not value:
        return _empty(name)
    if found := re.fullmatch(CHANNEL, value, re.DOTALL | re.IGNORECASE):
        return _channel_flaw(found[1].lower(), found[2])
    number = re.sub(SEPARATORS, "", value)
    digits = number.removeprefix("+")
    if digits.isascii() and digits.isdigit():
        return _digits_flaw(digits, plus=number != digits)
    if re.fullmatch(MASKED, number):
        return Flaw("a placeholder, not a number", level="warning")
    return Flaw("not a phone number") if name == "to" else _sender_flaw(value)


def _empty(name: str) -> Flaw:
    leave_out = f'write an address, or remove "{name}"'
    if name == "to":
        return Flaw("it is empty", f"{leave_out} to reply to the sender")
    return Flaw("it is empty", leave_out, level="warning")


def _channel_flaw(channel: str, address: str) -> Flaw | None:
    if channel in NO_CHANNELS:
        return Flaw(f'"{channel}:" is not a messaging channel', "write the address alone")
    help_line = f'write the address after "{channel}:"'
    return None if address.strip() else Flaw(f'nothing after "{channel}:"', help_line)


def _digits_flaw(digits: str, *, plus: bool) -> Flaw | None:
    if len(digits) > MAX_DIGITS:
        return Flaw(f"{len(digits)} digits; a phone number has at most {MAX_DIGITS}")
    if plus:
        flaw = international_flaw(digits)
        return flaw and flaw._replace(code=None)
    return Flaw("too few digits") if len(digits) < MIN_DIALLED else None


def _sender_flaw(value: str) -> Flaw | None:
    if re.fullmatch(SERVICE, value):
        return None
    if not re.fullmatch(SENDER, value) or not re.search(r"[A-Za-z]", value):
        return Flaw(
            "not a phone number or a sender name", f"{E164}, or a name of letters and digits"
        )
    if len(value) > MAX_SENDER_CHARS:
        return Flaw(f"{len(value)} characters long", f"shorten it to {MAX_SENDER_CHARS} characters")
    return None


@rule("bad-message-pair", "error", where=lambda tag: tag.sends_message)
def bad_message_pair(node: GrammarNode) -> Iterator[Problem]:
    """The sender and the recipient of a message do not fit together.

    Twilio logs 21266 when both are the same, and 21910 when the two are on different channels.

    Event: sms
    Bad:  <Response><Message to="+12025550143" from="+12025550143">Hello</Message></Response>
    Good: <Response><Message to="+12025550143" from="+12025550199">Hello</Message></Response>
    """
    given = node.element.attributes
    if not CODES.keys() & given.keys() or any(
        address_flaw(name, given[name].strip()) for name in CODES if name in given
    ):
        return
    recipient, sender = _pair(node)
    flaw = _pair_flaw(recipient, sender) if recipient and sender else None
    if flaw:
        place = "to" if "to" in given else "from"
        yield Problem(
            f'<{node.tag.name}> from "{cut(sender, 40)}" to "{cut(recipient, 40)}": {flaw.label}',
            help=flaw.help,
            label=flaw.label,
            location=node.document.at_setting(node.element, place),
            code=flaw.code,
            doc=node.tag.doc,
        )


def _pair(node: GrammarNode) -> tuple[str, str]:
    """Return recipient and sender; the default is the other side of the incoming message."""
    given, hop = node.element.attributes, node.hop
    answers = hop.product == "messaging" and hop.request is not None
    asked = dict(hop.request.params) if answers and hop.request else {}
    recipient = given.get("to", asked.get("From", ""))
    sender = given.get("from", asked.get("To", ""))
    return recipient.strip(), sender.strip()


def _pair_flaw(recipient: str, sender: str) -> Flaw | None:
    if _bare(recipient) == _bare(sender):
        return Flaw("both are the same", "write a different number, or remove the attribute", 21266)
    to, from_ = _channel(recipient), _channel(sender)
    if to == from_ or {to, from_} & set(ANY_CHANNEL):
        return None
    change = f'write the same channel for both, "{to}:" or "{from_}:"'
    if not to:
        change = _one_channel("to", from_, recipient)
    elif not from_:
        change = _one_channel("from", to, sender)
    return Flaw("they are on different channels", change, 21910)


def _one_channel(name: str, channel: str, address: str) -> str:
    """Return what to do where the attribute `name` lacks the channel that the other one has."""
    both = f': {name}="{channel}:{cut(address, 40)}"' if _bare(address).isdigit() else ""
    return f'leave out "{channel}:", or write it for both{both}'


def _bare(address: str) -> str:
    return re.sub(SEPARATORS, "", address).removeprefix("+")


def _channel(address: str) -> str:
    if re.fullmatch(SERVICE, address):
        return "service"
    found = re.fullmatch(CHANNEL, address, re.DOTALL | re.IGNORECASE)
    return found[1].lower() if found else ""
