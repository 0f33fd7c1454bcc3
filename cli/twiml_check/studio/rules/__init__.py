"""The rules about Studio flows, by when they are asked."""

from twiml_check.rules.rule import gather, of_subject
from twiml_check.studio.rules import redirect, shape, widgets, wiring

SHAPE = gather(shape)
WIDGETS = (*gather(widgets), *of_subject(gather(redirect), "flow"))
WIRING = gather(wiring)
"""Of flows whose shape is whole: what leads where is else not known."""
VISITS = of_subject(gather(redirect), "visit")
"""Of redirects that have run."""
ARRIVALS = of_subject(gather(redirect), "arrival")
"""Of the document that leads back to the flow."""

STUDIO_RULES = (*SHAPE, *WIDGETS, *WIRING, *VISITS, *ARRIVALS)
