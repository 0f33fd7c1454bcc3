"""Twilio's numbers that can be known beforehand, by what must be looked at.

All others need the account or a live call: https://www.twilio.com/docs/api/errors
"""

from tests.coverage.documents import MESSAGING, VOICE

DOCUMENT = {*VOICE, *MESSAGING}
"""A document alone shows it."""
FETCH = {
    *(11200, 11201, 11202, 11203, 11205, 11206, 11210, 11215, 11216, 11217, 11220, 11235, 11236),
    *(11237, 11251, 11321, 11322, 11751, 11770, 12300, 13254, 13325, 13420, 13807, 15003, 16011),
    *(21205, 31901, 31902, 31904, 31910, 31920, 32503, 64102, 81010, 81016, 81017, 82001, 82002),
    *(82008, 90100, 90104, 94100, 94101),
}
"""One exchange with one address shows it."""
FLOW = {13201, 13238, 14106, 14107, 16025}
"""A walk from document to document shows it."""
