"""A dialogue with an assistant of Autopilot: ask for actions, run them, follow where they lead.

Joins the stages for Actions as `explore` does for TwiML, and goes on where a handoff
leads to TwiML.
Every input of the user is bounded by Autopilot's own limit of redirects, the whole by the caller's.
"""

from twiml_check.autopilot.explorer import LARGEST, ask, open_file
from twiml_check.autopilot.state import AssistantRun, Outcome

__all__ = ["LARGEST", "AssistantRun", "Outcome", "ask", "open_file"]
