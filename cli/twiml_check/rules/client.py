"""The names of clients: apps and browsers that take calls.

https://www.twilio.com/docs/voice/twiml/client
"""

import re
from collections.abc import Iterator

from twiml_check.model.finding import Problem
from twiml_check.rules.attributes import misnamed
from twiml_check.rules.rule import GrammarNode, at_element, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.wording import cut
from twiml_check.web.url import escape

MAX_NAME = 256
# Controls, blanks, and what RFC 2396 calls delimiters and unwise characters.
FORBIDDEN = r"[\x00-\x20\x7f<>#%\"{}|\\^\[\]`]"


@rule("bad-client-name", "warning", elements=("Client", "Identity"))
def bad_client_name(node: GrammarNode) -> Iterator[Problem]:
    """<Client> has no name, or one by which no client can be called.

    Without client: in front, without blanks and without brackets, 256 characters at most. Nobody
    is called, and no number tells why.

    Bad:  <Response><Dial><Client>client:joe</Client></Dial></Response>
    Good: <Response><Dial><Client>joe</Client></Dial></Response>
    """
    name = node.element.text.strip()
    if node.key == "Client" and not name:
        yield from _nobody(node)
    if name and (flaw := _flaw(name)):
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

    A schema that Twilio published in 2023 wants it before the parameters, and only once; no page
    says so, and what the schema of today wants is not known.

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
        "<Client> has a second <Identity>" if again else "<Identity> comes too late in <Client>",
        help="write a <Client> for each" if again else "put <Identity> before <Parameter>",
        label="the second one" if again else "must come first",
    )


def _nobody(node: GrammarNode) -> Iterator[Problem]:
    """Yield that nobody is called: parameters do not say whom.

    Any other child does, or is reported already, as is an attribute that it does not have.
    """
    if misnamed(node) or any(child.name != "Parameter" for child in node.element.children):
        return
    yield Problem(
        "<Client> does not say whom to call",
        help="put the name in it" + " as <Identity>" * bool(node.element.children),
        label="no name",
        location=node.document.at(node.element),
        doc=node.tag.doc,
    )


def _flaw(name: str) -> tuple[str, str] | None:
    """Return what is wrong with the name, and what to do, or None."""
    if name.lower().startswith("client:"):
        return 'it has "client:" in front', "write the name alone"
    if len(name) > MAX_NAME:
        return f"{len(name)} characters long", f"shorten it to {MAX_NAME} characters"
    found = re.search(FORBIDDEN, name)
    if found is None:
        return None
    sign = "a space" if found[0] == " " else f'"{escape(found[0])}"'
    return f"it has {sign} in it", "write the name exactly as the client registered it"
