"""The rules about Studio flows, by the time at which they run."""

from twiml_check.rules.rule import gather, of_subject
from twiml_check.studio.rules import redirect, shape, widgets, wiring

SHAPE = gather(shape)
WIDGETS = (*gather(widgets), *of_subject(gather(redirect), "flow"))
WIRING = gather(wiring)
"""For flows whose shape is complete; without it, the transitions are unknown."""
VISITS = of_subject(gather(redirect), "visit")
"""For redirects that have run."""
ARRIVALS = of_subject(gather(redirect), "arrival")
"""For the document that returns to the flow."""

STUDIO_RULES = (*SHAPE, *WIDGETS, *WIRING, *VISITS, *ARRIVALS)
