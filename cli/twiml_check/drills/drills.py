"""All drills. Each is one file, and one line here."""

from twiml_check.drills.absent import ABSENT
from twiml_check.drills.cold import COLD
from twiml_check.drills.drill import Drill
from twiml_check.drills.fallback import FALLBACK
from twiml_check.drills.injection import INJECTION
from twiml_check.drills.signature import SIGNATURE
from twiml_check.drills.twice import TWICE

DRILLS: dict[str, Drill] = {
    each.name: each for each in (COLD, SIGNATURE, INJECTION, ABSENT, TWICE, FALLBACK)
}
"""By name, in the order in which they are run."""
