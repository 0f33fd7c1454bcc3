"""What can be wrong with answers that are held against a snapshot (--compare)."""

from twiml_check.rules.rule import Rule

CHANGED = Rule(
    "changed-answer",
    "error",
    None,
    text="""
    With --compare: the answers are not those that the snapshot holds.

    Compared are, hop by hop, how it was reached, its method and path, the status, and the document
    in canonical form: blanks, comments and the order of attributes make no difference, nor do the
    target's own host and port, nor the SIDs that were drawn for the request. If the change is
    meant, --save the snapshot again.
    """,
)
NEW = Rule(
    "new-target",
    "error",
    None,
    text="""
    With --compare: the snapshot has no such target, so nothing could be compared.

    A target is found by its name in a suite, else by its path, and by its event; of several alike
    each is the one in its place among them. --save a snapshot with it, or --ignore new-target.
    """,
)
COMPARING = (CHANGED, NEW)
