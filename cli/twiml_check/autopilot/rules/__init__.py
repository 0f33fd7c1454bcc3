"""The rules about Autopilot's Actions and assistants."""

from twiml_check.autopilot.rules import exchange, grammar, schema, targets
from twiml_check.rules import answer, status
from twiml_check.rules.rule import gather, of_subject

AUTOPILOT_RULES = gather(exchange, grammar, targets, schema)
TURNS = of_subject(AUTOPILOT_RULES, "turn")
PARTS = of_subject(AUTOPILOT_RULES, "part")
EXCHANGES = (
    status.http_error,
    status.invalid_http_redirect,
    status.too_many_http_redirects,
    status.lost_fields,
    answer.compressed_answer,
    answer.plain_http,
    answer.bad_override,
)
"""Rules about TwiML's exchanges that also apply to a request for actions."""
