"""Rules about SIP addresses and their headers.

`sip:user@host;parameter=value?header=value&header=value`:
https://www.twilio.com/docs/voice/twiml/sip
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from twiml_check.model.document import Element
from twiml_check.model.finding import Level, Problem
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.sids import PLACEHOLDER
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import Flaw, cut, listed
from twiml_check.web.credentials import HIDDEN
from twiml_check.web.host import is_private
from twiml_check.web.text import escape

MAX_URI = 255
MAX_HEADERS = 1023
"""Characters after the question mark."""
MANY_HEADERS = 24
MAX_LOGIN = 255
FORM = "write an address such as sip:alice@example.com"
SCHEMES = ("sip", "sips", "tel", "client", "mailto", "whatsapp", "xmpp")
"""Schemes that people write before an address. Only the first two are valid for SIP."""
USER = r"([A-Za-z0-9_.!~*'()&=+$,;?/:-]|%[0-9A-Fa-f]{2})*"
HOST = r"(\[[0-9A-Fa-f:.]+\]|[^\s@:;?/\\<>\"{}\[\]]+)(:[0-9]{1,5})?"
PORT = r":[0-9]{1,5}$"
LOGIN = r"^((?:sips?:)?+[^:@]*):.*@"
HEADER_NAME = r"[A-Za-z0-9.!%*_+`'~-]+"
TWILIO_DOMAIN = r"[^.]+\.sip\.twilio\.com|[^.]+\.sip\.us1\.twilio\.com"
# The name of a region looks like us1. Any other name is an edge.
EDGE = r"[^.]+\.sip\.(?![a-z]{2}[0-9](?:-ix)?\.)([a-z-]+)\.twilio\.com"
CONNECTION = r"[A-Za-z]{2}[0-9A-Fa-f]{32}"
STANDARD_HEADERS = ("User-to-User", "Remote-Party-ID", "P-Preferred-Identity", "P-Called-Party-ID")
PARAMETERS = {"secure": ("true", "false"), "transport": ("udp", "tcp", "tls")}


class Uri(NamedTuple):
    """The parts of a SIP address; a missing part is empty."""

    scheme: str
    user: str
    at: bool
    host: str
    """Including the port."""
    parameters: str
    headers: str


@rule("bad-sip-uri", "error", 13243, where=lambda tag: tag.content == "sip-uri")
def bad_sip_uri(node: GrammarNode) -> Iterator[Problem]:
    """Twilio cannot call a SIP address, or ignores a part of it.

    Twilio logs 13243 for a text that is not a SIP address, 32110 for a character that is not
    allowed, 32114 for the value of a parameter, 32301 for a connection (tnx) that is not a SID,
    13254 for a host on a private network, 32220 for a Twilio domain with an edge, and 32223 for a
    Twilio domain without a user name.

    Bad:  <Response><Dial><Sip>example.com</Sip></Dial></Response>
    Good: <Response><Dial><Sip>sip:alice@example.com</Sip></Dial></Response>
    """
    text = _address(node)
    if text:
        uri = parse_uri(text)
        flaws = list(uri_flaws(uri)) or list(_private_flaws(node, uri))
        for flaw in flaws:
            may = "may fail to" if flaw.level else "cannot"
            said = f'<{node.tag.name}> {may} call "{_mask_login(text)}": {flaw.label}'
            yield _problem(node, flaw)._replace(message=said)


@rule(
    "bad-sip-header",
    "error",
    13252,
    where=lambda tag: tag.content == "sip-uri" or tag.name == "Header",
)
def bad_sip_header(node: GrammarNode) -> Iterator[Problem]:
    """Twilio does not send a header of a SIP address.

    Twilio logs 13252 or 32113 for a name that is not allowed, 32111 for a name and 32112 for a
    value with characters that are not allowed, and 13253 if all headers together are too long.

    Bad:  <Response><Dial><Sip>sip:alice@example.com?Customer=1</Sip></Dial></Response>
    Good: <Response><Dial><Sip>sip:alice@example.com?X-Customer=1</Sip></Dial></Response>
    """
    if node.key == "Header":
        flaw = _name_flaw(node.element.attributes.get("name", "X-"))
        if flaw:
            yield _problem(node, flaw)
        return
    headers = parse_uri(_address(node)).headers
    if len(headers) > MAX_HEADERS:
        label = f"the headers have {len(headers):,} characters"
        yield _problem(node, Flaw(label, f"shorten them to {MAX_HEADERS:,} characters", 13253))
    elif headers:
        for flaw in header_flaws(headers):
            yield _problem(node, flaw)


@rule("long-sip-login", "error", 13249, where=lambda tag: "username" in tag.attributes)
def long_sip_login(node: GrammarNode) -> Iterator[Problem]:
    """The username or the password of <Sip> is longer than 255 characters.

    Twilio logs 13249.

    Bad:  <Response><Dial><Sip username="joe" password="{a * 256}">sip:a@example.com</Sip></Dial></Response>
    Good: <Response><Dial><Sip username="joe" password="secret">sip:a@example.com</Sip></Dial></Response>
    """  # noqa: E501  an example is one line
    for name in ("username", "password"):
        length = len(node.element.attributes.get(name, ""))
        if length > MAX_LOGIN:
            flaw = Flaw(
                f'"{name}" has {length} characters', f"shorten it to {MAX_LOGIN} characters", 13249
            )
            # Only the name is underlined: the value is a secret.
            place = node.document.at_attribute(node.element, name)
            yield _problem(node, flaw)._replace(location=place)


@rule("many-interconnects", "error", 32303, elements=("Response",))
def many_interconnects(node: GrammarNode) -> Iterator[Problem]:
    """More than one SIP address of a document uses Interconnect.

    Twilio logs 32303.

    Bad:  <Response>{<Dial><Sip>sip:a@example.com;tnx=TX00000000000000000000000000000000</Sip></Dial> * 2}</Response>
    Good: <Response><Dial><Sip>sip:a@example.com;tnx=TX00000000000000000000000000000000</Sip></Dial></Response>
    """  # noqa: E501  an example is one line
    calls = [verb for verb in node.element.children if verb.name in ("Dial", "Refer")]
    over = [each for verb in calls for each in verb.descend() if _is_over_interconnect(each)]
    if len(over) > 1:
        yield Problem(
            "more than one SIP address uses Interconnect",
            help="keep the parameter tnx in one address only",
            label="the second one",
            location=node.document.at_text(over[1]),
        )


def parse_uri(text: str) -> Uri:
    """Return the parts of a SIP address, even if the address is not valid."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text)
    # alice:secret@example.com and example.com:5060 have a colon, but no scheme.
    scheme = found[1].lower() if found and _is_scheme(found[1], text[found.end() :]) else ""
    rest = text[len(scheme) + 1 :] if scheme else text
    user, at, after = rest.partition("@")
    if not at:
        user, after = "", rest
    address, _, headers = after.partition("?")
    host, _, parameters = address.partition(";")
    return Uri(scheme, user, bool(at), host, parameters, headers)


def uri_flaws(uri: Uri) -> Iterator[Flaw]:
    """Yield the flaws of scheme, user, host and parameters."""
    if flaw := _whole_flaw(uri) or _twilio_flaw(uri):
        yield flaw
        return
    for parameter in filter(None, uri.parameters.split(";")[:50]):
        if flaw := _parameter_flaw(parameter):
            yield flaw


def header_flaws(headers: str) -> Iterator[Flaw]:
    """Yield the flaws of the headers after the question mark."""
    from urllib.parse import unquote  # few addresses have headers

    pairs = [pair for pair in headers.split("&") if pair]
    for pair in pairs:
        name, _, value = pair.partition("=")
        if flaw := _name_flaw(unquote(name)) or _value_flaw(value, unquote(value)):
            yield flaw
    if len(pairs) > MANY_HEADERS:
        help_line = "send fewer headers: Twilio has a limit, but does not document it"
        yield Flaw(f"the address has {len(pairs)} headers", help_line, level="info")


def _is_scheme(word: str, rest: str) -> bool:
    return word.lower() in SCHEMES or rest.startswith("//")


def _address(node: GrammarNode) -> str:
    """Return the text of a SIP element; empty where its <Uri> children hold the address."""
    return node.element.text.strip() if node.tag.content == "sip-uri" else ""


def _whole_flaw(uri: Uri) -> Flaw | None:
    if uri.scheme not in ("", "sip", "sips"):
        return Flaw(f'"{uri.scheme}:" is not the scheme of a SIP address', code=13243)
    if not uri.host or not (uri.scheme or uri.at or _is_at_twilio(uri.host)):
        return Flaw("not a SIP address", code=13243)
    if not re.fullmatch(USER, uri.user):
        return _character_flaw(uri.user)
    if re.search(r"\s", uri.parameters):
        return Flaw("a space in a parameter", "remove the space, or write %20", 32110)
    if not re.fullmatch(HOST, uri.host):
        what = f'"{cut(uri.host, 40)}" is not a valid host' if uri.host else "no host"
        return Flaw(what, code=13243)
    if len(uri.user) + len(uri.host) + len(uri.parameters) > MAX_URI:
        return Flaw(f"over {MAX_URI} characters", f"shorten it to {MAX_URI}", level="warning")
    return None


def _mask_login(text: str) -> str:
    """Return the address for a message; all between the user name and the @ is masked."""
    return cut(re.sub(LOGIN, rf"\1:{HIDDEN}@", text, flags=re.IGNORECASE | re.DOTALL), 40)


def _character_flaw(user: str) -> Flaw:
    found = re.match(USER, user)
    odd = user[found.end() :][:1] if found else ""
    what = "a space" if odd == " " else f'"{escape(odd)}"'
    coded = "".join(f"%{byte:02X}" for byte in odd.encode("utf-8", "replace"))
    return Flaw(f"{what} is not allowed before the @", f"write {coded}, or remove it", 32110)


def _is_at_twilio(host: str) -> bool:
    return re.fullmatch(TWILIO_DOMAIN, host.partition(":")[0].lower()) is not None


def _twilio_flaw(uri: Uri) -> Flaw | None:
    if found := re.fullmatch(EDGE, uri.host.partition(":")[0].lower()):
        return Flaw("the address contains an edge", f'remove ".{found[1]}"', 32220)
    if uri.user:
        return None
    if _is_at_twilio(uri.host):
        return Flaw("no user name", code=32223)
    return Flaw("no user name", level="warning")


def _parameter_flaw(parameter: str) -> Flaw | None:
    name, _, value = parameter.partition("=")
    allowed = PARAMETERS.get(name.lower(), ())
    if allowed and value.lower() not in allowed:
        return Flaw(
            f'"{cut(value, 20)}" is not a valid value of {name}',
            f"allowed: {listed(allowed)}",
            32114,
        )
    if name.lower() == "tnx" and not re.fullmatch(CONNECTION, value):
        # Twilio does not document the first two letters of a connection.
        wanted = "write two letters and 32 hexadecimal digits"
        level: Level | None = "info" if re.fullmatch(PLACEHOLDER, value) else None
        return Flaw("tnx is not the SID of a connection", wanted, 32301, level)
    return None


def _private_flaws(node: GrammarNode, uri: Uri) -> Iterator[Flaw]:
    """Yield a host that Twilio cannot reach; none if a connection or another phone can reach it."""
    if node.key == "Refer.Sip" or "tnx=" in uri.parameters.lower():
        return
    if is_private(re.sub(PORT, "", uri.host)):
        yield Flaw("the host is on a private network", "write a host on the public Internet", 13254)


def _name_flaw(name: str) -> Flaw | None:
    folded = name.lower()
    if not re.fullmatch(HEADER_NAME, name):
        return Flaw(
            f'"{cut(name, 30)}" is not a valid header name', "use letters, digits and -", 32111
        )
    if folded.startswith("x-twilio"):
        return Flaw(f'the header "{cut(name, 30)}" is reserved', "choose another name", 32113)
    if not folded.startswith("x-") and folded not in map(str.lower, STANDARD_HEADERS):
        return Flaw(
            f'Twilio does not send the header "{cut(name, 30)}"',
            f'write "X-{cut(name, 30)}"',
            13252,
        )
    return None


def _value_flaw(raw: str, value: str) -> Flaw | None:
    if re.search(r"[\x00-\x1f\x7f]", value):
        return Flaw("a line break or control character in a header", "remove it", 32112)
    return Flaw("a space in a header", "write %20", 32110) if re.search(r"\s", raw) else None


def _is_over_interconnect(element: Element) -> bool:
    if element.name not in ("Sip", "Uri") or ";tnx=" not in element.text:
        return False
    return bool(parse_uri(element.text.strip()).host)


def _problem(node: GrammarNode, flaw: Flaw) -> Problem:
    at, header = node.document, node.key == "Header"
    place = at.at_setting(node.element, "name") if header else at.at_text(node.element)
    # <Refer> has no numbers. An element that only the libraries know gets an info.
    level = flaw.level
    if node.key == "Refer.Sip" and flaw.code and flaw.code < 14000:
        level = "warning"
    if not node.tag.certain:
        level = "info"
    return Problem(
        f"<{node.tag.name}>: {flaw.label}",
        help=flaw.help or FORM,
        label=flaw.label,
        location=place,
        code=flaw.code,
        level=certainty(node, node.element.text, level),
        doc=node.tag.doc,
    )
