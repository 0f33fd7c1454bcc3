"""The bad examples of the rules' manual pages: so each rule has a golden message by itself."""

from collections.abc import Iterator

from tests.expand import expanded
from tests.messages.drawing import Sample, document, exchange
from tests.rules.test_examples import SHOWN, about_http, event, examples, mode
from tests.rules.test_examples import exchange as exchange_of


def samples() -> Iterator[Sample]:
    """All of them, in the order of the rules."""
    for rule in SHOWN:
        for bad in examples(rule, "Bad:"):
            if about_http(rule):
                yield exchange(rule.name, exchange_of(bad, event(rule)))
            else:
                yield document(rule.name, expanded(bad), event(rule), mode(rule))
