"""Every rule of the tool, by name. To add one: write its generator, and its line here."""

from __future__ import annotations

from twiml_check.rules import answer, document, flow, grammar, phone, redirect, values
from twiml_check.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *answer.CAUSES,
    Rule("http-error", "error", 11200, on_hop=answer.http_error),
    Rule("invalid-http-redirect", "error", 11216, on_hop=answer.invalid_http_redirect),
    Rule("too-many-http-redirects", "error", 11215, on_hop=answer.too_many_http_redirects),
    Rule("lost-fields", "warning", None, on_hop=answer.lost_fields),
    Rule("missing-content-type", "error", 11200, on_hop=answer.missing_content_type),
    Rule("wrong-content-type", "error", 12300, on_hop=answer.wrong_content_type),
    Rule("no-content", "error", None, on_hop=answer.no_content),
    Rule("twiml-as-text", "warning", None, on_hop=answer.twiml_as_text),
    Rule("html-content-type", "info", None, on_hop=answer.html_content_type),
    Rule("compressed-answer", "info", None, on_hop=answer.compressed_answer),
    Rule("near-size-limit", "info", None, on_hop=answer.near_size_limit),
    Rule("plain-http", "info", None, on_hop=answer.plain_http),
    Rule("bad-override", "error", None, on_hop=answer.bad_override),
    *document.FAULTS,
    document.FOREIGN,
    Rule("wrong-root", "error", 12102, on_hop=document.wrong_root),
    Rule("unknown-element", "error", 12200, on_stray=grammar.unknown_element),
    Rule("misplaced-element", "error", 12200, on_stray=grammar.misplaced_element),
    Rule("wrong-product", "error", 12200, on_stray=grammar.wrong_product),
    Rule("unknown-attribute", "error", 12200, on_element=grammar.unknown_attribute),
    Rule("missing-attribute", "error", 12200, on_element=grammar.missing_attribute),
    Rule("bad-value", "error", None, on_element=values.bad_value),
    Rule("bad-phone-number", "error", 13223, on_element=phone.bad_phone_number),
    Rule("bad-caller-id", "error", 13247, on_element=phone.bad_caller_id),
    Rule("missing-content", "error", None, on_element=grammar.missing_content),
    Rule("stray-text", "error", 12200, on_element=grammar.stray_text),
    Rule("unreachable-verb", "warning", None, on_element=flow.unreachable_verb),
    Rule("deprecated-element", "warning", None, on_element=grammar.deprecated_element),
    Rule("deprecated-attribute", "info", None, on_element=grammar.deprecated_attribute),
    Rule("bad-redirect-url", "error", 11100, on_element=redirect.bad_redirect_url),
    Rule("bad-redirect-override", "error", None, on_element=redirect.bad_redirect_override),
    Rule("asks-itself", "info", None, on_hop=flow.asks_itself),
    Rule("silent-end", "info", None, on_hop=flow.silent_end),
    Rule("redirect-loop", "error", None, on_hop=redirect.redirect_loop),
    Rule("document-limit", "error", 14106, on_hop=redirect.document_limit),
)

BY_NAME = {rule.name: rule for rule in RULES}
