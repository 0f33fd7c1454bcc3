"""<Pay>: the parameters of its action: https://www.twilio.com/docs/voice/twiml/pay

No payment is made: only the result is sent.
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
from twiml_check.vocabulary.outcomes import TOKEN, report

CHARGE: Fields = (("PaymentConfirmationCode", "ch_sample"),)
RESULT = "Result"
METHOD = "PaymentMethod"
SUCCESS = "success"
FAILURES = {
    "too-many-failed-attempts": "too many attempts to pay fail",
    "payment-connector-error": "the payment connector fails",
    "caller-interrupted-with-star": "cancel the payment with *",
    "validation-error": "the payment is not valid",
    "internal-error": "Twilio has an internal error",
}
TABLE = (
    Outcome(SUCCESS, "the payment succeeds", ((RESULT, SUCCESS),)),
    *(
        Outcome(result, spoken, report(RESULT, result), good=False)
        for result, spoken in FAILURES.items()
    ),
    Outcome("hangup", "hang up", report(RESULT, "caller-hung-up"), kind="hangup", over=True),
)


def find_choices(visit: Visit, pay: Element) -> Iterator[Choice]:
    """Yield the results; Twilio always requests the action, or the same document, with POST."""
    pay = _posting(pay)
    charged = pay.attributes.get("chargeAmount", "").strip().strip("0.")
    method = pay.attributes.get("paymentMethod", "").strip()
    method = method if method == "ach-debit" else "credit-card"
    paid = (*report(METHOD, method), *(CHARGE if charged else TOKEN))
    table = (
        row._replace(fields=(*row.fields, *paid)) if row.word == SUCCESS else row for row in TABLE
    )
    yield from outcomes(visit.hop, pay, table, itself=True)


def _posting(pay: Element) -> Element:
    """Return the element without a method, which <Pay> does not have."""
    kept = {name: value for name, value in pay.attributes.items() if name != "method"}
    return Element(pay.name, kept, pay.offset, pay.parent)


PAY = Continuation(
    "action", "choice", verb="Pay", heard="collects a payment", choices=find_choices, table=TABLE
)
