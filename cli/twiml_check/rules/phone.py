"""The dialed party of a call and its caller ID: phone numbers and the names of clients.

Twilio accepts E.164 and, for North America, ten digits; brackets, dots and hyphens are allowed. A
client is an app or a browser that receives calls:
https://www.twilio.com/docs/voice/twiml/number, https://www.twilio.com/docs/voice/twiml/client
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Level, Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, at_attribute, at_element, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import Flaw, cut
from twiml_check.vocabulary.names import (
    CALLING_CODES,
    LOCAL,
    MAX_DIGITS,
    MIN_DIALLED,
    MIN_INTERNATIONAL,
    NATIONAL,
    NORTH_AMERICAN,
    WITHHELD,
)
from twiml_check.web.text import escape

E164 = "write a number like +12025550143: a plus, the country code, the number"
SHOW = 'write callerId="+…"'
SEPARATORS = r"[\s().-]"
# A number with its last digits hidden, as in Twilio's samples: +1888XXXXXXX.
MASKED = r"\+?[0-9]*[Xx_]{2}[0-9Xx_]*"
EXTENSION = r"\+?[0-9]{5,15}([,;w]+|x|ext|#)[0-9]{1,6}"

MAX_NAME = 256
# Control characters, spaces, and the delimiters and unwise characters of RFC 2396.
FORBIDDEN = r"[\x00-\x20\x7f<>#%\"{}|\\^\[\]`]"


@rule(
    "bad-phone-number",
    "error",
    13223,
    where=lambda tag: tag.content == "phone-number" or tag.name == "Dial",
)
def bad_phone_number(node: GrammarNode) -> Iterator[Problem]:
    """<Dial> has something that is not a phone number.

    Twilio logs 13223, 13224 or 13226, and does not place the call. SIP addresses and clients have
    their own elements: <Sip> and <Client>.

    Bad:  <Response><Dial>reception</Dial></Response>
    Good: <Response><Dial>+12025550143</Dial></Response>
    """
    element, name = node.element, node.key
    text = element.text.strip()
    # Text next to the nouns of a <Dial> is another fault.
    dialled = node.tag.content == "phone-number" or (name == "Dial" and not element.children)
    if not dialled or not text:
        return
    if flaw := number_flaw(text):
        # Twilio does not document what it logs for <WhatsApp>.
        level: Level | None = flaw.level if node.tag.content_code else "warning"
        yield Problem(
            f'<{name}> {_cannot(flaw)} call "{cut(text, 40)}": {flaw.label}',
            help=flaw.help or E164,
            label=flaw.label,
            location=node.document.at_text(element),
            code=flaw.code,
            level=certainty(node, text, level),
            doc=node.tag.doc,
        )


@rule("bad-caller-id", "error", 13247, elements=("Dial",))
def bad_caller_id(node: GrammarNode) -> Iterator[Problem]:
    """The callerId of a call to a phone number is not a phone number.

    Twilio logs 13247, 13248 for one that is too long, or 13214 for the name of a client, and does
    not place the call. The callerId of a call to <Client> or <Sip> may be any name.

    Bad:  <Response><Dial callerId="Shop">+12025550143</Dial></Response>
    Good: <Response><Dial callerId="+12025550199">+12025550143</Dial></Response>
    """
    value = node.element.attributes.get("callerId", "").strip()
    if value and _to_a_phone(node) and (flaw := _caller_flaw(value)):
        yield Problem(
            f'<Dial> {_cannot(flaw)} call from "{cut(value, 40)}": {flaw.label}',
            help=flaw.help or E164,
            label=flaw.label,
            location=node.document.at_setting(node.element, "callerId"),
            code=flaw.code,
            level=certainty(node, value, flaw.level),
            doc=node.tag.doc,
        )


@rule("missing-caller-id", "error", 13214, elements=("Dial",))
def missing_caller_id(node: GrammarNode) -> Iterator[Problem]:
    """<Dial> calls a phone number without a callerId, and the caller has no phone number.

    Without callerId, Twilio shows the From of the call. The From of a client or a SIP phone is not
    a phone number: Twilio logs 13214, and the call to the number fails. To test this, run the check
    with --from client:alice or --from sip:alice@example.com. For any other caller, an empty
    callerId is a warning: Twilio does not document which number is shown.

    Bad:  <Response><Dial callerId=""><Number>+12025550143</Number></Dial></Response>
    Good: <Response><Dial callerId="+12025550199"><Number>+12025550143</Number></Dial></Response>
    """
    given = node.element.attributes.get("callerId")
    if (given or "").strip() or node.hop.branch or not _calls_a_number(node):
        return
    caller = _caller(node)
    if caller:
        yield at_element(
            node,
            node.element,
            f"<Dial> needs a callerId: the call comes from {caller.label}",
            help=f"{SHOW} with a Twilio number or a verified number of your account",
            label="no callerId",
            level=caller.level,
        )
    elif given is not None:
        yield at_attribute(
            node,
            "callerId",
            "<Dial> has an empty callerId",
            help=f"{SHOW}, or remove callerId",
            label="it is empty",
            note="Twilio does not document which number is shown",
            level="warning",
        )


def _caller(node: GrammarNode) -> Flaw | None:
    """Return the kind of the caller, for a client or a SIP address; None for any other."""
    sent = dict(node.hop.request.params) if node.hop.request else {}
    scheme, _, name = sent.get("From", "").strip().partition(":")
    if scheme.lower() == "client":
        return Flaw("a client")
    if scheme.lower() not in ("sip", "sips"):
        return None
    # The user part of some SIP phones is a number, which Twilio may show.
    unsure = number_flaw(name.partition("@")[0]) is None
    return Flaw("a SIP address", level="warning" if unsure else None)


def _calls_a_number(node: GrammarNode) -> bool:
    """Say whether the element calls a phone number that is not certainly wrong."""
    children = node.element.children
    called = [child.text for child in children if child.name == "Number"]
    numbers = called if children else [node.element.text]
    flaws = [number_flaw(text.strip()) for text in numbers if text.strip()]
    return any(flaw is None or flaw.level for flaw in flaws)


def _cannot(flaw: Flaw) -> str:
    return "may fail to" if flaw.level else "cannot"


def number_flaw(text: str) -> Flaw | None:
    """Return why Twilio could not call this number, or None."""
    number = re.sub(SEPARATORS, "", text)
    plus, digits = number.startswith("+"), number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return _no_number(text, number)
    if len(digits) > MAX_DIGITS:
        return Flaw(f"{len(digits)} digits; a phone number has at most {MAX_DIGITS}")
    return international_flaw(digits) if plus else _national_flaw(digits)


def _no_number(text: str, number: str) -> Flaw:
    if re.fullmatch(MASKED, number):
        return Flaw("a placeholder, not a number", level="warning")
    scheme = text.partition(":")[0].lower()
    if scheme in ("sip", "sips") or "@" in text:
        return Flaw("it is a SIP address", "put the address in <Sip>")
    if scheme == "client":
        return Flaw("it is the name of a client", 'put the name in <Client>, without "client:"')
    if scheme == "whatsapp":
        return Flaw('it begins with "whatsapp:"', "write the number alone")
    if re.fullmatch(EXTENSION, number.lower()):
        return Flaw("it has an extension", "put the extension in sendDigits of <Number>")
    if re.fullmatch(r"[+0-9]+[,;/][+0-9,;/]+", number):
        return Flaw("it is more than one number", "write one <Number> for each")
    return Flaw("not a phone number")


def international_flaw(digits: str) -> Flaw | None:
    """Return why the digits after a + cannot be a number, or None."""
    if digits.startswith("0"):
        return Flaw("no country code begins with 0", code=13224)
    if not any(digits[:length] in CALLING_CODES for length in (1, 2, 3)):
        return Flaw(f"no country has the code {digits[:3]}", code=13226)
    if digits.startswith("1") and len(digits) != NORTH_AMERICAN:
        found = "1 digit" if len(digits) == 1 else f"{len(digits)} digits"
        return Flaw(f"{found}; a +1 number has {NORTH_AMERICAN}")
    return Flaw("too few digits") if len(digits) < MIN_INTERNATIONAL else None


def _national_flaw(digits: str) -> Flaw | None:
    if len(digits) < MIN_DIALLED:
        return Flaw("too short")
    if digits.startswith("0"):
        return Flaw("it has no country code", level="warning")
    if MIN_DIALLED < len(digits) < LOCAL:
        return Flaw("too short, unless it is a service number", level="info")
    if LOCAL <= len(digits) < NATIONAL:
        return Flaw("it has no country code", level="warning")
    return None


def _to_a_phone(node: GrammarNode) -> bool:
    children = node.element.children
    if not children:
        return bool(node.element.text.strip())
    return any(child.name == "Number" for child in children)


def _caller_flaw(value: str) -> Flaw | None:
    number = re.sub(SEPARATORS, "", value)
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        # A withheld number is a word in the request, and documents repeat it.
        unsure = value.lower() in WITHHELD or re.fullmatch(MASKED, number)
        # https://github.com/twilio/voice-quickstart-android/issues/450
        identity = value.lower().startswith(("client:", "sip:", "sips:"))
        code = 13214 if identity else None
        return Flaw("not a phone number", code=code, level="warning" if unsure else None)
    if len(digits) > MAX_DIGITS:
        return Flaw(f"{len(digits)} digits; a phone number has at most {MAX_DIGITS}", code=13248)
    if number.startswith("+"):
        flaw = international_flaw(digits)
        return None if digits in WITHHELD else flaw and flaw._replace(code=None)
    if len(digits) < NATIONAL:
        return Flaw("it has no country code", level="warning")
    return None


@rule("bad-client-name", "warning", elements=("Client", "Identity"))
def bad_client_name(node: GrammarNode) -> Iterator[Problem]:
    """<Client> has no name, or a name that no client can have.

    Write the name without "client:", without spaces and without brackets, 256 characters at most.
    For any other name, Twilio calls nobody and logs no number.

    Bad:  <Response><Dial><Client>client:joe</Client></Dial></Response>
    Good: <Response><Dial><Client>joe</Client></Dial></Response>
    """
    name = node.element.text.strip()
    if node.key == "Client" and not name:
        yield from _nobody(node)
    if name and (flaw := _name_flaw(name)):
        label, help_line = flaw
        yield Problem(
            f'<{node.tag.name}> cannot call "{cut(name, 40)}": {label}',
            help=help_line,
            label=label,
            location=node.document.at_text(node.element),
            level=certainty(node, name, None),
            doc=node.tag.doc,
        )


@rule("late-identity", "info", elements=("Client",))
def late_identity(node: GrammarNode) -> Iterator[Problem]:
    """<Identity> is not the first element in its <Client>.

    A schema that Twilio published in 2023 allows one <Identity>, before the parameters. Twilio's
    pages do not say this, and the schema of today is not public.

    Bad:  <Response><Dial><Client><Parameter name="a" value="b"/><Identity>joe</Identity></Client></Dial></Response>
    Good: <Response><Dial><Client><Identity>joe</Identity><Parameter name="a" value="b"/></Client></Dial></Response>
    """  # noqa: E501  an example is one line
    known = [child for child in node.element.children if child.name in ("Identity", "Parameter")]
    late = [child for child in known[1:] if child.name == "Identity"]
    if not late:
        return
    again = known[0].name == "Identity"
    yield at_element(
        node,
        late[0],
        "<Client> has a second <Identity>"
        if again
        else "<Identity> is not the first element in <Client>",
        help="write a <Client> for each" if again else "put <Identity> before <Parameter>",
        label="the second one" if again else "must come first",
    )


def _nobody(node: GrammarNode) -> Iterator[Problem]:
    """Yield that nobody is called: parameters do not name the client.

    Any other child names it or is reported already; an unknown attribute is reported already, too.
    """
    if misnamed(node) or any(child.name != "Parameter" for child in node.element.children):
        return
    yield Problem(
        "<Client> has no name of a client to call",
        help="write the name in <Client>" + ", as <Identity>" * bool(node.element.children),
        label="no name",
        location=node.document.at(node.element),
        doc=node.tag.doc,
    )


def _name_flaw(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the name, and what to do, or None."""
    if name.lower().startswith("client:"):
        return 'it begins with "client:"', "write the name alone"
    if len(name) > MAX_NAME:
        return f"{len(name)} characters long", f"shorten it to {MAX_NAME} characters"
    found = re.search(FORBIDDEN, name)
    if found is None:
        return None
    sign = "a space" if found[0] == " " else f'"{escape(found[0])}"'
    return f"it contains {sign}", "write the name exactly as the client registered it"
