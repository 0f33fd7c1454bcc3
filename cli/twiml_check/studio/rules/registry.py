"""The rules about Studio flows. To add one: write its generator, and its line here."""

from __future__ import annotations

from twiml_check.rules.rule import Rule
from twiml_check.studio.rules import redirect, shape, visit, widgets, wiring

REFUSED = 81022
"""Studio refuses the definition: https://www.twilio.com/docs/api/errors/81022"""

OLD = Rule("old-flow-format", "error", REFUSED, on_flow=shape.old_flow_format)

SHAPE: tuple[Rule, ...] = (
    Rule("missing-flow-field", "error", REFUSED, on_flow=shape.missing_flow_field),
    Rule("bad-flow-field", "error", REFUSED, on_flow=shape.bad_flow_field),
    Rule("too-many-widgets", "error", 81026, on_flow=shape.too_many_widgets),
)
WIDGETS: tuple[Rule, ...] = (
    Rule("duplicate-widget-name", "error", REFUSED, on_flow=widgets.duplicate_widget_name),
    Rule("unknown-widget-type", "error", REFUSED, on_flow=widgets.unknown_widget_type),
    Rule("unknown-widget-event", "error", REFUSED, on_flow=widgets.unknown_widget_event),
    Rule("missing-widget-property", "error", REFUSED, on_flow=widgets.missing_widget_property),
    Rule("unknown-widget-property", "info", None, on_flow=widgets.unknown_widget_property),
    Rule("bad-widget-property", "error", REFUSED, on_flow=widgets.bad_widget_property),
    Rule("unknown-condition", "error", REFUSED, on_flow=widgets.unknown_condition),
    Rule("bad-subflow", "error", REFUSED, on_flow=widgets.bad_subflow),
    Rule("bad-redirect-timeout", "error", REFUSED, on_flow=redirect.bad_redirect_timeout),
    Rule("bad-redirect-method", "error", REFUSED, on_flow=redirect.bad_redirect_method),
)
WIRING: tuple[Rule, ...] = (
    Rule("unknown-next-widget", "error", REFUSED, on_flow=wiring.unknown_next_widget),
    Rule("speaks-after-timeout", "warning", None, on_flow=wiring.speaks_after_timeout),
    Rule("redirect-circle", "info", None, on_flow=wiring.redirect_circle),
    Rule("unwired-return", "info", None, on_flow=wiring.unwired_return),
    Rule("unknown-widget-reference", "warning", None, on_flow=wiring.unknown_widget_reference),
)
"""Of flows whose shape is whole: what leads where is else not known."""
VISITS: tuple[Rule, ...] = (
    Rule("bad-liquid", "error", 81018, on_visit=visit.bad_liquid),
    Rule("unset-variable", "info", None, on_visit=visit.unset_variable),
    Rule("bad-widget-url", "error", None, on_visit=visit.bad_widget_url),
    Rule("raw-character", "warning", None, on_visit=visit.raw_character),
    Rule("unsent-parameter", "warning", None, on_visit=visit.unsent_parameter),
)
"""Of redirects that have run."""
ARRIVALS: tuple[Rule, ...] = (
    Rule("missing-flow-event", "error", None, on_visit=visit.missing_flow_event),
    Rule("other-flow", "error", None, on_visit=visit.other_flow),
    Rule("assumed-flow", "info", None, on_visit=visit.assumed_flow),
)
"""Of the document that leads back to the flow."""

STUDIO_RULES = (OLD, *SHAPE, *WIDGETS, *WIRING, *VISITS, *ARRIVALS)
