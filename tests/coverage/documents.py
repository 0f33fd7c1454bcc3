"""For each of Twilio's numbers that a document can cause, the smallest document that does.

What stands here is put between <Response> and </Response> unless it is a whole document.
"""

from tests.expand import expanded
from twiml_check.model.run import ORDINARY, Mode
from twiml_check.vocabulary import examples

N = "+12025550143"
BY_OPTION = {"": ORDINARY, "--pci": Mode(pci=True), "--inline": Mode(inline=True)}
"""By the option that says so."""


def speech(attributes: str) -> str:
    """A <Gather> that listens."""
    return f'<Gather input="speech" {attributes}><Say>Well?</Say></Gather>'


LEFT_OUT_OF_CALLS = {
    11300: "<Redirect>https://example.com/}a{</Redirect>",
    11310: "<Redirect>https://example.com/{NoSuchToken}</Redirect>",
    13215: "<Dial><Fax>1</Fax></Dial>",
    13251: "<Dial><Sip>sip:a@example.com?{x-a=1&amp; * 60}</Sip></Dial>",
    13311: '<Gather finishOnKey="A"/>',
    13320: f"<Gather><Dial>{N}</Dial></Gather>",
    13335: speech('speechTimeout="auto" speechModel="default"'),
    13342: speech('speechModel="googlev2_telephony" language="xx-XX"'),
    13343: speech('speechModel="deepgram_nova-2" language="xx-XX"'),
    13512: speech('language="english"'),
    14231: '<Dial><Conference attributes="{">Room</Conference></Dial>',
    14232: '<Dial><Conference priority="high">Room</Conference></Dial>',
    14233: '<Dial><Conference timeout="x">Room</Conference></Dial>',
    21218: "<Dial><Application><ApplicationSid>x</ApplicationSid></Application></Dial>",
    46010: "<Connect><ConversationRelay/></Connect>",
    64014: '<Pay paymentMethod="ach-debit"/>',
    86004: '<Connect><AiSession aiConnector=""/></Connect>',
    94001: '<Record transcribe="maybe"/>',
}
LEFT_OUT_OF_MESSAGES = {
    14110: "<Say>Hi</Say>",
    21211: '<Message to="+1">Hi</Message>',
    21212: '<Message from="?">Hi</Message>',
    21602: "<Message/>",
    21604: '<Message to="">Hi</Message>',
    21617: "<Message>{a * 1601}</Message>",
    21619: "<Message/>",
}


def _bad(table: dict[int, examples.Example]) -> dict[int, str]:
    return {code: example.bad for code, example in table.items()}


def _written(table: dict[int, str]) -> dict[int, str]:
    return {code: expanded(example).decode() for code, example in table.items()}


VOICE = _written(_bad(examples.VOICE) | LEFT_OUT_OF_CALLS)
MESSAGING = _written(_bad(examples.MESSAGING) | LEFT_OUT_OF_MESSAGES)
MODES = {code: BY_OPTION[option] for code, option in examples.OPTIONS.items()}
"""What the user must tell the tool for these."""
