"""Documents that answer a message: one for each thing that a rule can say."""

from tests.messages.values import LONG, N, Table

MESSAGES: Table = {
    "unknown-element": (
        "<message>Hi</message>",
        "<Massage>Hi</Massage>",
        "<Message><Foo/>Hi</Message>",
    ),
    "misplaced-element": ("<Body>Hi</Body>", "<Media>https://example.com/a.jpg</Media>"),
    "wrong-product": ("<Say>Thank you</Say>",),
    "unknown-attribute": ('<Message body="Hi"/>',),
    "missing-content": (
        "<Message/>",
        "<Message><Body/></Message>",
        "<Message>Hi<Media/></Message>",
    ),
    "stray-text": ("Thank you",),
    "deprecated-element": ("<Sms>Hi</Sms>",),
    "bad-value": (
        '<Message action="htp:/next">Hi</Message>',
        '<Message method="DELETE" action="/next">Hi</Message>',
        f'<Redirect method="put">{LONG}</Redirect>',
    ),
    "bad-message-address": (
        '<Message to="bob">Hi</Message>',
        '<Message to="">Hi</Message>',
        '<Message from="">Hi</Message>',
        '<Message to="+1">Hi</Message>',
        '<Message to="12">Hi</Message>',
        '<Message to="+1202555014312345">Hi</Message>',
        '<Message to="client:joe">Hi</Message>',
        '<Message to="whatsapp:">Hi</Message>',
        '<Message to="+1202555XXXX">Hi</Message>',
        '<Message from="ThisNameIsTooLong">Hi</Message>',
        '<Message from="?">Hi</Message>',
    ),
    "bad-message-pair": (
        f'<Message to="{N}" from="{N}">Hi</Message>',
        f'<Message to="whatsapp:{N}" from="+12025550144">Hi</Message>',
        f'<Message to="{N}" from="whatsapp:+12025550144">Hi</Message>',
        f'<Message to="whatsapp:{N}" from="messenger:12025550144">Hi</Message>',
    ),
    "bad-media-url": (
        "<Message><Media>ftp://example.com/cat.jpg</Media></Message>",
        "<Message><Media>/cat.jpg</Media></Message>",
    ),
    "text-too-long": (f"<Message>{'Hello! ' * 230}</Message>",),
    "too-many-media": (f"<Message>Hi{'<Media>https://example.com/a.jpg</Media>' * 11}</Message>",),
    "too-many-messages": ("<Message>Hi</Message>" * 11,),
    "unreachable-verb": (
        "<Redirect>/next</Redirect><Message>Hi</Message>",
        '<Message action="/next">One</Message><Message>Two</Message>',
    ),
}
