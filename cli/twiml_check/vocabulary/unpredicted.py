"""Twilio's numbers that this tool does not predict, and why: what `explain` says of them."""

from __future__ import annotations

INSTEAD: dict[int, int] = {
    13311: 13310,
    13512: 13331,
    94001: 13614,
    21211: 14101,
    21604: 14101,
    21212: 14102,
    21602: 14103,
    21617: 14103,
    21619: 14103,
    14107: 14109,
    # logged beside the number that is told
    13215: 12200,
    13320: 12200,
    14110: 12200,
    11217: 11200,
    82001: 11200,
    82002: 11200,
}
"""Another number that is told for the same fault: the likelier of both, or the first."""

UNCONFIRMED = "Whether and when Twilio logs it is not confirmed, so it is at most a hint."
TABLE = "The provider's table of languages grows monthly, so it is only a hint."
STUDIO = "It is about what Studio and Functions do, which are not read."
SETTING = "It is about a setting in the account; an address like that is refused, not asked."
REASONS: dict[int, str] = {
    **dict.fromkeys((11251, 11300, 11310, 13335, 14231, 14232, 14233, 21218, 86004), UNCONFIRMED),
    **dict.fromkeys((13342, 13343), TABLE),
    **dict.fromkeys((81010, 81016, 81017, 82008), STUDIO),
    **dict.fromkeys((11321, 11322, 21205), SETTING),
    90104: "Its product, Autopilot, is retired, and what it is about was never said.",
    64014: "Only some payment services want the name that it is about, so it is only a hint.",
    13251: "How many headers are too many is not published, so it is only a hint.",
    46010: "The attribute that it is about is not published.",
    16025: "Two calls at the same time are needed for it.",
}
"""Numbers that a document, an exchange or a walk could show."""
ELSEWHERE = "Only the account or a live call shows it, not the webhook and its answers."
"""All others."""
