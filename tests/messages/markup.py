"""Documents that cannot be read as XML, or are no TwiML: one for each message."""

from collections.abc import Iterator

from tests.messages.drawing import HEAD, Sample, document, whole
from twiml_check.explore.lint import lint
from twiml_check.vocabulary.events import EVENTS

SAY = "<Say>Hello</Say>"
FAULTS: dict[str, tuple[str | bytes, ...]] = {
    "empty-body": ("", " \n\n"),
    "not-xml": ("OK", "Thanks! We will be in touch.\n", b"\x89PNG\r\n\x1a\n\x00"),
    "json-body": ('{"ok": true}', '"<Response><Say>Hello</Say></Response>"', '[{"say": "Hello"}]'),
    "html-page": (
        "<!DOCTYPE html>\n<html><head><title>Sign in | Shop</title></head></html>",
        "<html><body>Not found<br></body></html>",
    ),
    "blank-before-declaration": (
        f" {HEAD}<Response/>",
        f"\n{HEAD}<Response/>",
        f"\n\n\n{HEAD}<Response/>",
    ),
    "text-before-declaration": (
        f"<!-- menu -->{HEAD}<Response/>",
        f"loaded the menu in 7 ms\n{HEAD}\n<Response/>",
    ),
    "text-before-root": ("Warning: undefined index <Response/>", "<b>Hi</b><Response/>"),
    "several-roots": (
        f"<Response>{SAY}</Response><Response>{SAY}</Response>",
        "<Say>Hello</Say><Say>Goodbye</Say>",
        f"{HEAD}<Response/>{HEAD}<Response/>",
    ),
    "text-after-root": ("<Response/>0", f"<Response>\n  {SAY}\n</Response>\nDone in 0.3 s"),
    "bare-ampersand": (
        whole("<Say>Welcome to Tom & Ann, how may we help you today?</Say>"),
        whole('<Gather action="/menu?step=2&lang=en" numDigits="1"/>'),
        whole("<Say>Tom &amp Ann</Say>"),
        whole("<Say>Press &# now</Say>"),
        "<Response><Say>Tom &",
    ),
    "bare-less-than": (
        whole("<Say>If 3 < 4 press one</Say>"),
        whole("<Say>Ann <ann@example.com> wrote</Say>"),
        whole("<Say>I <3 you</Say>"),
        whole("<Say>a<b?</Say>"),
        whole('<Say voice="a<b">Hi</Say>'),
    ),
    "undefined-entity": (
        whole("<Say>Caf&eacute; Roma</Say>"),
        whole("<Say>Wait&nbsp;here</Say>"),
        whole("<Say>&AMP;</Say>"),
        whole("<Say>&user;</Say>"),
    ),
    "mismatched-tag": (
        whole("<Say>Hello</say>"),
        whole("<Gather><Say>Hello</Gather>"),
        whole("<Gather/><Say>Hello</Say></Gather>"),
        whole("<Say>Hello</Say></Gather>"),
        whole("<Say>Hello</Play>"),
        whole("<Say>Hello<Say>"),
        "<Response/></Response>",
        "</Response>",
    ),
    "unclosed-tag": (
        "<Response><Say>Hello</Say>",
        "<Response><Gather><Say>Hello",
        "<Response><Dial><Number>1</Number><Client><Identity>a<b><c>",
        whole("<Say voice='alice'Hello</Say>"),
        whole("<Pause<Say>Hi</Say>"),
        whole("<Say>Hello</Say x>"),
        whole("<Say Hello</Say>"),
        "<Response><Say",
    ),
    "unclosed-comment": ("<Response><!-- menu </Response>",),
    "double-hyphen-in-comment": (
        "<Response><!-- a -- b --></Response>",
        "<Response><!-- a <!-- b --> --></Response>",
    ),
    "attribute-quotes": (
        whole("<Pause length=2/>"),
        whole("<Say voice=“alice”>Hi</Say>"),
        whole('<Say voice="alice>Hi</Say>'),
        whole("<Record playBeep/>"),
        whole("<Record playBeep=/>"),
        whole('<Say voice="alice"loop="2">Hi</Say>'),
        whole('<Say "alice">Hi</Say>'),
    ),
    "duplicate-attribute": (whole('<Say loop="1" voice="alice" loop="2">Hello</Say>'),),
    "control-character": (whole("<Say>Hello\x0bAnn</Say>"), whole("<Say>&#8;</Say>")),
    "bad-encoding": (
        whole("<Say>Café</Say>").encode("latin-1"),
        b'<?xml version="1.0" encoding="UTF-16"?><Response/>',
        b'<?xml version="1.0" encoding="utf8mb4"?><Response/>',
        "<Response/>".encode("utf-16-le"),
        "<Response/>".encode("utf-32"),
    ),
    "unbound-prefix": (whole("<amazon:effect name='x'>Hi</amazon:effect>"),),
    "template": (
        '<Response><Gather action="{% url "menu" %}"/></Response>',
        "<Response>{% if late %}<Say>We are closed</Say>{% endif %}</Response>",
        whole("<Say><%= name %></Say>"),
        whole("<?php echo $name; </Response>"),
    ),
    "dtd": ("<!DOCTYPE Response><Response/>",),
    "entity-declaration": (
        '<!DOCTYPE r [<!ENTITY a "hello">]><Response><Say>&a;</Say></Response>',
    ),
    "external-entity": ('<!DOCTYPE r [<!ENTITY a SYSTEM "file:///tmp/a">]><Response/>',),
    "stray-byte-order-mark": ("\n\ufeff<Response/>", "\ufeff\ufeff<Response/>"),
    "not-well-formed": (
        b'<?xml version="2.0" encoding="UTF-8"?><Response/>',
        whole("<1/>"),
        whole("<![CDATA[Hello"),
        whole("<Say>a ]]> b</Say>"),
        whole("<a:b:c/>"),
        whole("<Say>Hi</Say><!Say>"),
        whole('<Say voice="alice", loop="2">Hi</Say>'),
        whole(f"{HEAD}<Say>Hi</Say>"),
        '<?xml version="1.0"<Response/>',
        '<?xml version="1.0" standalone="perhaps"?><Response/>',
        "<Response xmlns:xml='x'/>",
        "<!-- nothing -->",
    ),
    "byte-order-mark": ("\ufeff<Response/>",),
    "other-encoding": (
        '<?xml version="1.0" encoding="ISO-8859-1"?><Response><Say>Café</Say></Response>'.encode(
            "latin-1"
        ),
        "<?xml version='1.0' encoding='utf8'?><Response/>",
        '<?xml version="1.0" encoding="UTF-16"?><Response/>'.encode("utf-16"),
    ),
    "wrong-root": (
        "<response><Say>Hello</Say></response>",
        "<Say>Hello</Say>",
        "<Respones/>",
        "<Twiml><Response/></Twiml>",
        "<feed/>",
        "<html><Say/></html>",
    ),
}


def samples() -> Iterator[Sample]:
    """All of them, in the order of the rules."""
    for rule, documents in FAULTS.items():
        for each in documents:
            yield document(rule, each)
    shown, findings = lint("pom.xml", b"<project/>", EVENTS["voice"], searched=True)
    yield Sample("foreign-xml", shown, findings)
