"""A few mistakes in documents that are hard to draw: tabs, wide letters, depth, long lines."""

# ruff: noqa: RUF001  the letters are meant

from collections.abc import Iterator

from tests.messages.drawing import Sample, document, whole

MENU = (
    '<Gather action="/menu/main" finishOnKey="#" numDigits="1">'
    '<Say voise="alice">For sales press one, for support press two.</Say></Gather>'
    "<Redirect>/menu/again</Redirect>"
)
INDENTED = """<?xml version="1.0" encoding="UTF-8"?>
<Response>
{0}<Gather action="/menu"
{0}        numDigits="1">
{0}{0}<Say
{0}{0}  voise="alice">Press one</Say>
{0}</Gather>
{0}<Redirect>/again</Redirect>
</Response>
"""
LONG = "https://example.com/voice/" + "menu/" * 24 + "start?language=en"
SAY = "unknown-attribute"
LAYOUTS: dict[str, tuple[str, str]] = {
    "one line, as twilio-python writes it": (SAY, whole(MENU)),
    "the mistake far to the right": (SAY, whole("<Pause/>" * 40 + MENU)),
    "indented with blanks": (SAY, INDENTED.format("    ")),
    "indented with tabs": (SAY, INDENTED.format("\t")),
    "lines that end in CR LF": (SAY, INDENTED.format("  ").replace("\n", "\r\n")),
    "tabs between attributes": (SAY, whole('<Say\tloop="1"\t\tvoise="alice">Hello</Say>')),
    "Chinese before the mistake": (
        SAY,
        whole('<Say>您好，欢迎致电。</Say><Say voise="alice">再见</Say>'),
    ),
    "Japanese all around": (
        SAY,
        whole(f'<Say>{"こんにちは。" * 20}</Say><Say voise="Mizuki">{"さようなら。" * 20}</Say>'),
    ),
    "a wide name": ("unknown-element", whole("<再生>/a.mp3</再生>")),
    "wide text is the mistake": ("stray-text", whole("您好，欢迎致电。")),
    "emoji before the mistake": (
        SAY,
        whole('<Say>👋 Hi 👩‍👩‍👧 🇩🇪!</Say><Say voise="a">Bye 🎉</Say>'),
    ),
    "combining letters": (SAY, whole('<Say>cafe\u0301 nai\u0308ve</Say><Say voise="a">x</Say>')),
    "right to left": (SAY, whole('<Say>שלום</Say><Say voise="a">مرحبا</Say>')),
    "nested twenty deep": (
        "unknown-element",
        whole(f"<Say>{'<emphasis>' * 20}<blink>Hi</blink>{'</emphasis>' * 20}</Say>"),
    ),
    "a long address": (
        "bad-value",
        whole(f'<Dial action="{LONG}" method="PUT">+12025550143</Dial>'),
    ),
    "a mistake in a long address": (
        "bad-redirect-url",
        whole(f"<Redirect>{LONG.replace('https', 'htps')}</Redirect>"),
    ),
    "a bare & in a long address": (
        "bare-ampersand",
        whole(f"<Redirect>{LONG}&amp;a=1&b=2</Redirect>"),
    ),
    "a long value": ("bad-value", whole(f'<Gather input="{"dtmf speech voice " * 12}"/>')),
    "never closed, over many lines": ("unclosed-tag", "<Response>\n\t<Gather>\n\t\t<Say>您好\n"),
    "the wrong closing tag, lines later": (
        "mismatched-tag",
        "<Response>\n\t<Gather>\n\t\t<Say>Hello</Say>\n\t</gather>\n</Response>\n",
    ),
}
"""What is special, the rule, and the document."""


def samples() -> Iterator[Sample]:
    """All of them."""
    for what, (rule, text) in LAYOUTS.items():
        sample = document(rule, text)
        yield sample._replace(shown=sample.shown._replace(name=what))
