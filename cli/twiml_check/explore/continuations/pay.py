"""<Pay>: what its action gets, paid or not: https://www.twilio.com/docs/voice/twiml/pay

Nothing is ever paid: only the result is told.
"""

from collections.abc import Iterator

from twiml_check.explore.continuations.continuation import (
    Choice,
    Continuation,
    Outcome,
    Visit,
    outcomes,
)
from twiml_check.model.document import Element
from twiml_check.model.exchange import Fields

CARD: Fields = (
    ("PaymentMethod", "credit-card"),
    ("PaymentCardNumber", "xxxx-xxxxxx-x4001"),
    ("PaymentCardType", "visa"),
    ("ExpirationDate", "0530"),
    ("SecurityCode", "***"),
    ("PaymentCardPostalCode", "94109"),
)
BANK: Fields = (
    ("PaymentMethod", "ach-debit"),
    ("BankAccountNumber", "*******92"),
    ("BankRoutingNumber", "110000000"),
    ("BankAccountType", "consumer-checking"),
)
TOKEN: Fields = (("PaymentToken", "tok_sample"), ("ProfileId", ""))
CHARGE: Fields = (("PaymentConfirmationCode", "ch_sample"),)
FAILURES = (
    *("too-many-failed-attempts", "payment-connector-error", "caller-interrupted-with-star"),
    *("validation-error", "internal-error"),
)


def find_choices(visit: Visit, pay: Element) -> Iterator[Choice]:
    """Yield the results; its action, or its own document, is always asked by POST."""
    pay = _posting(pay)
    yield from outcomes(visit.hop, pay, _table(pay), itself=True)


def _table(pay: Element) -> Iterator[Outcome]:
    charged = pay.attributes.get("chargeAmount", "").strip().strip("0.")
    method = pay.attributes.get("paymentMethod", "").strip()
    what = (*(BANK if method == "ach-debit" else CARD), *(CHARGE if charged else TOKEN))
    yield Outcome("success", (("Result", "success"), *what))
    for result in FAILURES:
        yield Outcome(result, (("Result", result), ("PaymentError", "")))
    gone = (("CallStatus", "completed"), ("Result", "caller-hung-up"))
    yield Outcome("hangup", gone, kind="hangup", over=True)


def _posting(pay: Element) -> Element:
    """Return the element without a method, which <Pay> does not have."""
    kept = {name: value for name, value in pay.attributes.items() if name != "method"}
    return Element(pay.name, kept, pay.offset, pay.parent)


PAY = Continuation("action", "choice", verb="Pay", heard="takes a payment", choices=find_choices)
