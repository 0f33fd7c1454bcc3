"""Every rule of Autopilot, by name."""

from __future__ import annotations

from twiml_check.autopilot.rules import collect, exchange, grammar, schema, targets
from twiml_check.autopilot.tables import INVALID_ACTIONS
from twiml_check.rules.rule import Rule

AUTOPILOT_RULES: tuple[Rule, ...] = (
    Rule("xml-for-actions", "error", INVALID_ACTIONS, text="""
        TwiML, or a web page, where Autopilot wants Actions in JSON.

        A redirect of Actions is none of TwiML. Only what a handoff leads to is TwiML.

        Bad:  <Response><Say>Hello.</Say></Response>
        Good: {"actions": [{"say": "Hello."}]}
        """),
    Rule("actions-too-large", "error", INVALID_ACTIONS, on_turn=exchange.actions_too_large),
    Rule("actions-content-type", "info", None, on_turn=exchange.actions_content_type),
    Rule("undocumented-redirect", "info", None, on_turn=exchange.undocumented_redirect),
    Rule("wrong-json-type", "error", None, on_part=grammar.wrong_json_type),
    Rule("missing-property", "error", None, on_part=grammar.missing_property),
    Rule("unknown-action", "error", INVALID_ACTIONS, on_part=grammar.unknown_action),
    Rule("unknown-property", "warning", None, on_part=grammar.unknown_property),
    Rule("not-one-action", "warning", None, on_part=grammar.not_one_action),
    Rule("no-actions", "info", None, on_part=grammar.no_actions),
    Rule("unreachable-action", "warning", None, on_part=grammar.unreachable_action),
    Rule("listen-false", "info", None, on_part=grammar.listen_false),
    Rule("voice-only-action", "warning", None, on_part=grammar.voice_only_action),
    Rule("bad-collect-name", "error", INVALID_ACTIONS, on_part=collect.bad_collect_name),
    Rule("duplicate-question", "error", INVALID_ACTIONS, on_part=collect.duplicate_question),
    Rule("unknown-field-type", "error", None, on_part=collect.unknown_field_type),
    Rule("empty-redirect", "error", None, on_part=targets.empty_redirect),
    Rule("missing-task", "error", None, on_part=targets.missing_task),
    Rule("unresolved-task", "info", None, on_part=targets.unresolved_task),
    Rule("bad-actions-url", "error", None, on_part=targets.bad_actions_url),
    Rule("unknown-method", "error", None, on_part=targets.unknown_method),
    Rule("bad-handoff", "error", None, on_part=targets.bad_handoff),
    Rule("actions-loop", "error", None, on_turn=exchange.actions_loop),
    Rule("actions-redirect-limit", "error", None, on_turn=exchange.actions_redirect_limit),
    Rule("memory-too-large", "error", INVALID_ACTIONS, on_turn=exchange.memory_too_large),
    Rule("duplicate-task", "error", None, on_part=schema.duplicate_task),
    Rule("unreachable-task", "warning", None, on_part=schema.unreachable_task),
    Rule("assistant-limit", "error", None, on_part=schema.assistant_limit),
    Rule("nameless-assistant", "warning", None, on_part=schema.nameless_assistant),
)  # fmt: skip
