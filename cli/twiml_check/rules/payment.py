"""Rules about the attributes of <Pay>: https://www.twilio.com/docs/voice/twiml/pay"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attribute_pairs import is_plain_http
from twiml_check.rules.rule import GrammarNode, at_attribute, rule
from twiml_check.rules.wording import cut
from twiml_check.vocabulary.names import DECIMALS, USUAL_DECIMALS

THREE_LETTERS = "[A-Za-z]{3}"
CARD = "credit-card"
"""The default payment method."""


@rule("pay-action-not-https", "error", 64016, elements=("Pay",))
def pay_action_not_https(node: GrammarNode) -> Iterator[Problem]:
    """The action of <Pay> is not https, so <Pay> fails.

    A relative action has the scheme of the document. twiml-check does not report a relative action
    if the document is on this machine or in a private network.

    Bad:  <Response><Pay action="http://example.com/paid"/></Response>
    Good: <Response><Pay action="https://example.com/paid"/></Response>
    """
    if is_plain_http(node, "action"):
        yield at_attribute(
            node,
            "action",
            "the action of <Pay> must be https",
            help="write a URL that begins with https://",
            label="http, not https",
        )


@rule("bank-account-of-card", "error", 64017, elements=("Pay",))
def bank_account_of_card(node: GrammarNode) -> Iterator[Problem]:
    """<Pay> has bankAccountType, but the payment is by card.

    The payment is by card unless paymentMethod is ach-debit.

    Bad:  <Response><Pay bankAccountType="consumer-checking"/></Response>
    Good: <Response><Pay/></Response>
    """
    given = node.element.attributes
    if given.get("paymentMethod", CARD) == CARD and "bankAccountType" in given:
        yield at_attribute(
            node,
            "bankAccountType",
            "bankAccountType is not allowed for a payment by card",
            help='add paymentMethod="ach-debit", or remove bankAccountType',
            label="not for cards",
        )


@rule("debit-without-name", "info", 64014, elements=("Pay",))
def debit_without_name(node: GrammarNode) -> Iterator[Problem]:
    """A bank debit has no <Parameter name="AVSName">, the name of the account holder.

    Many payment services require the name. If the name is missing, Twilio logs 64014.

    Bad:  <Response><Pay paymentMethod="ach-debit"/></Response>
    Good: <Response><Pay paymentMethod="ach-debit"><Parameter name="AVSName" value="Ann Lee"/></Pay></Response>
    """  # noqa: E501  an example is one line
    if node.element.attributes.get("paymentMethod") != "ach-debit":
        return
    if not any(child.attributes.get("name") == "AVSName" for child in node.element.children):
        yield at_attribute(
            node,
            "paymentMethod",
            "the name of the account holder is missing",
            note="Twilio logs 64014 if the payment service requires the name",
            help='add <Parameter name="AVSName" value="…"/>',
            label="no AVSName",
        )


@rule("bad-currency", "error", 64011, elements=("Pay",))
def bad_currency(node: GrammarNode) -> Iterator[Problem]:
    """A currency is not a code of three letters (ISO 4217).

    twiml-check does not know which currencies the payment service accepts.

    Bad:  <Response><Pay currency="euros"/></Response>
    Good: <Response><Pay currency="eur"/></Response>
    """
    currency = node.element.attributes.get("currency", "").strip()
    if currency and not re.fullmatch(THREE_LETTERS, currency):
        yield at_attribute(
            node,
            "currency",
            f'"{cut(currency)}" is not a valid currency code',
            help='write three letters, such as "usd"',
            label="not three letters",
        )


@rule("too-many-decimals", "error", 64003, elements=("Pay",))
def too_many_decimals(node: GrammarNode) -> Iterator[Problem]:
    """chargeAmount has more decimals than the currency allows.

    Most currencies have two decimals, the yen has none. The default currency is the dollar.

    Bad:  <Response><Pay chargeAmount="10.999"/></Response>
    Good: <Response><Pay chargeAmount="10.99"/></Response>
    """
    given = node.element.attributes
    amount = given.get("chargeAmount", "").strip()
    if not re.fullmatch(r"[0-9]+\.[0-9]+", amount):
        return
    currency = given.get("currency", "").strip() or "usd"
    if not re.fullmatch(THREE_LETTERS, currency):
        return  # `bad-currency` reports it
    places = DECIMALS.get(currency.lower(), USUAL_DECIMALS)
    if len(amount.partition(".")[2]) > places:
        yield at_attribute(
            node,
            "chargeAmount",
            f'"{cut(amount)}" has more decimals than {cut(currency.upper())} allows',
            help=f"write at most {places} decimals" if places else "write a whole number",
            label="too many decimals",
        )
