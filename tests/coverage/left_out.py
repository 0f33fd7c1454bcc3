"""Numbers of Twilio's that are not predicted, by the reason why."""

from __future__ import annotations

LEFT_OUT: dict[str, frozenset[int]] = {
    "another number names the same fault": frozenset(
        {13311, 13512, 14107, 94001, 21211, 21212, 21602, 21604, 21617, 21619}
    ),
    "whether and when Twilio logs it is not confirmed": frozenset(
        {11251, 11300, 11310, 13335, 14231, 14232, 14233, 21218, 21609, 32301, 86004, 94101}
    ),
    "logged beside 12200, which is told and names it in a note": frozenset({13215, 13320, 14110}),
    "only some payment services want the name it is about": frozenset({64014}),
    "the limit it is about is not published": frozenset({13251}),
    "the attribute it is about is not published": frozenset({46010}),
    "the provider's table of voices and languages grows monthly": frozenset({13342, 13343, 64106}),
    "new accounts log it in place of 11200, which is told": frozenset({11217}),
    "Autopilot is asked by a command of its own": frozenset({90100, 90104}),
    "Studio and Functions are read by other commands": frozenset(
        {81010, 81016, 81017, 82001, 82002, 82008}
    ),
    "about a setting of the number, not about the webhook": frozenset({11321, 11322, 21205}),
    "needs two calls at the same time": frozenset({16025}),
    "needs a look at the DNS of somebody else's SIP server": frozenset({13254}),
}

REASONS = {code: reason for reason, codes in LEFT_OUT.items() for code in codes}
