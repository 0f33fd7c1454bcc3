"""What is expected of every target, by --expect and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twiml_check.options.options import Options

if TYPE_CHECKING:
    from twiml_check.expect.expectations import Expectation


def wanted(options: Options) -> tuple[Expectation, ...]:
    """What the options expect of every target."""
    if not (options.expect or options.expect_any_hop or options.expect_text):
        return ()
    from twiml_check.expect.expectations import ANY, text, xpath

    return (
        *(xpath(expression) for expression in options.expect),
        *(xpath(expression, among=ANY) for expression in options.expect_any_hop),
        *(text(words) for words in options.expect_text),
    )
