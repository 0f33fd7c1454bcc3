"""The grammar of a response to a message: https://www.twilio.com/docs/messaging/twiml.

One element a row, one attribute a line, in Twilio's order; a key is the element's name.
"""

from twiml_check.vocabulary.shapes import Attribute, Tag

DOCS = "https://www.twilio.com/docs/messaging/twiml"

URL = Attribute("relative-or-absolute-url", code=11100)
ACTION = URL._replace(method="method")
GET_OR_POST = ("GET", "POST")

VERSION = Attribute("enum", ("2010-04-01", "2008-08-01"), code=12101)
ADDRESSES = {
    "to": Attribute("phone", code=14101),
    "from": Attribute("phone", code=14102),
    "action": ACTION,
    "method": Attribute("http-method", GET_OR_POST, code=14104),
    "statusCallback": Attribute("relative-or-absolute-url", code=14105),
}

MESSAGING: dict[str, Tag] = {
    "Response": Tag(
        "Response",
        "root",
        children=("Message", "Redirect", "Sms"),
        attributes={"version": VERSION},
        refuses_text=True,
        misplaced_code=14110,
        doc=DOCS,
    ),
    "Message": Tag(
        "Message",
        "verb",
        "text-or-children",
        children=("Body", "Media"),
        attributes=ADDRESSES,
        content_required=True,
        content_code=14103,
        # One page says that the action continues the flow, another that it is a status callback.
        may_end_if=("has:action",),
        passes_by=True,
        sends_message=True,
        doc=f"{DOCS}/message",
    ),
    "Body": Tag("Body", "noun", "text", doc=f"{DOCS}/message"),
    "Media": Tag(
        "Media",
        "noun",
        "url",
        content_required=True,
        content_code=21620,
        resource="media",
        doc=f"{DOCS}/message",
    ),
    "Redirect": Tag(
        "Redirect",
        "verb",
        "url",
        attributes={"method": Attribute("http-method", GET_OR_POST, code=13710)},
        content_code=11100,
        ends_if=("always",),
        resource="callback",
        doc=f"{DOCS}/redirect",
    ),
    "Sms": Tag(
        "Sms",
        "verb",
        "text",
        attributes=ADDRESSES,
        content_required=True,
        content_code=14103,
        may_end_if=("has:action",),
        deprecated="use <Message>",
        # Its page is gone; the page of 14110 still lists it as a verb of a reply.
        passes_by=True,
        sends_message=True,
        doc="https://www.twilio.com/docs/api/errors/14110",
    ),
}
