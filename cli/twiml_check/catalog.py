"""All rules: for `explain`, --ignore and --select, and the table of rules.

Most runs need only the rules of TwiML, and the import of the others takes time.
"""

from twiml_check.autopilot.rules import AUTOPILOT_RULES
from twiml_check.drills.rules import DRILL_RULES
from twiml_check.rules import RULES
from twiml_check.rules.json_faults import FAULTS
from twiml_check.rules.met import MET_RULES
from twiml_check.rules.rule import Rule
from twiml_check.rules.whole_call import CALL_RULES
from twiml_check.snapshot.difference import COMPARING
from twiml_check.studio.rules import STUDIO_RULES

EVERY: tuple[Rule, ...] = (
    *(*RULES, *CALL_RULES, *MET_RULES, *DRILL_RULES),
    *(*FAULTS, *STUDIO_RULES, *AUTOPILOT_RULES, *COMPARING),
)
EVERY_BY_NAME: dict[str, Rule] = {rule.name: rule for rule in EVERY}
