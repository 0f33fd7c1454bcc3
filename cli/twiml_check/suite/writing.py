"""A new suite as text: from the paths of a user, or from checks that another source has. Pure.

No secret of a URL is written: the file has `${VARIABLE}`, and a comment names the variable.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from twiml_check.model.exchange import Fields
from twiml_check.suite.toml import quote
from twiml_check.web.secrets import NAMES, mask_line
from twiml_check.web.text import clip, escape
from twiml_check.web.url import Url

BASE_URL = "http://127.0.0.1:5000"
HEAD = """\
# The checks of this project. Run them with: twiml-check run
# For another server, add --base-url https://staging.example.com
base_url = {base_url}

# These keys apply to every check below. A check can override them.
[defaults]
"""
SIGNING = 'auth_token = "${TWILIO_AUTH_TOKEN}"', "signs the requests; ${NAME} is a variable"
SENDER = 'params = { From = "+15005550006" }', "part of every request"
DEFAULTS = (
    ('max_time = "2s"', "the limit for each response"),
    ('ignore = { plain-http = "localhost" }', "ignore a rule, and say why"),
)
COLUMN = 42
"""Where a comment begins."""
LONGEST_COMMENT, LONGEST_NAME = 300, 100
_PARTS = r"(https?://[^/?#]*)(.*)"
"""An origin with its login, and the rest of a URL; not a path."""
_BARE_KEY = r"[A-Za-z0-9_-]+"


class Draft(NamedTuple):
    """A check that a source has."""

    event: str
    url: str
    """A URL, or a path below base_url."""
    name: str
    method: str = "POST"
    sender: str = ""
    """Empty for the default sender; the same for the recipient."""
    recipient: str = ""
    body: str | None = None
    params: Fields = ()
    no_params: tuple[str, ...] = ()
    fallback: str = ""
    notes: tuple[str, ...] = ()
    """Comments above the check."""
    steps: tuple[tuple[str, str | int | bool], ...] = ()
    """The steps of a [[call]]; a [[check]] has none."""
    asleep: bool = False
    """True for a check that cannot run yet: it is written as a comment."""


class Source(NamedTuple):
    """The checks of one source."""

    notes: tuple[str, ...]
    """Comments above the checks."""
    drafts: tuple[Draft, ...]
    why_empty: str = ""
    """Why there are no checks."""


def suite_of(sources: Sequence[Source], base_url: str | None, *, signed: bool) -> str:
    """Return the text of a suite with the checks of all sources.

    The most frequent host becomes base_url, or `base_url` replaces it.
    """
    secrets: dict[tuple[str, str], str] = {}
    written = [
        source._replace(drafts=tuple(_hidden(draft, secrets) for draft in source.drafts))
        for source in sources
    ]
    home = _home(draft for source in written for draft in source.drafts)
    base = base_url or home or BASE_URL
    pieces = [HEAD.format(base_url=quote(base)), _line(*SIGNING, asleep=not signed)]
    pieces += [_line(*each) for each in DEFAULTS]
    pieces += [*_variables(secrets.values())]
    names: set[str] = set()
    for source in written:
        pieces += ["\n", *map(_comment, source.notes)]
        for draft in source.drafts:
            pieces += ["\n", _table(_at_home(draft, home, base), names)]
    return "".join(pieces)


def first_suite(base_url: str, checks: Sequence[tuple[str, str]], signed: bool = False) -> str:
    """Return the text of the file; `checks` are events and targets, perhaps of signed requests."""
    pieces = [HEAD.format(base_url=quote(base_url))]
    pieces.append(_line(*SIGNING, asleep=not signed))
    pieces += [_line(*each) for each in (SENDER, *DEFAULTS)]
    for number, (event, target) in enumerate(checks):
        rows = [("name", f"{event} {target}"), ("target", target), ("event", event)]
        pieces += ["\n[[check]]\n", *(f"{key} = {quote(value)}\n" for key, value in rows)]
        if number == 0:
            pieces += [_line(*each) for each in _more(event, target)]
    return "".join(pieces)


def _more(event: str, target: str) -> Sequence[tuple[str, str]]:
    verb = "Say" if event == "voice" else "Message"
    return (
        (f'expect = ["{verb}"]', "an XPath, relative to <Response>"),
        ('expect_text = ["Hello"]', "a text that is said or sent"),
        (f'expect_chain = [{quote(target)}, "/next"]', "the paths of the redirects"),
        ('tags = ["smoke"]', "twiml-check run --tag smoke"),
        ('verdict = "fail"', "a known failure"),
    )


def _line(setting: str, comment: str, asleep: bool = True) -> str:
    """Return a setting and what it is for; asleep it is only a comment."""
    return f"{'# ' if asleep else ''}{setting}".ljust(COLUMN) + f" # {comment}\n"


def _comment(text: str) -> str:
    """Return a line of comment; control characters would make the file invalid."""
    return f"# {clip(escape(mask_line(text)), LONGEST_COMMENT)}\n"


def _variables(names: Iterable[str]) -> Iterator[str]:
    found = sorted(set(names))
    if found:
        yield "\n"
        yield _comment("These URLs have secrets. Set each variable to the text in your URL:")
        yield from (f"#   export {name}=…\n" for name in found)  # a mask would hide the …


def _hidden(draft: Draft, secrets: dict[tuple[str, str], str]) -> Draft:
    """Return the draft with variables for the secrets in its URLs."""
    url, fallback = (_without_secrets(text, secrets) for text in (draft.url, draft.fallback))
    return draft._replace(url=url, fallback=fallback)


def _without_secrets(text: str, secrets: dict[tuple[str, str], str]) -> str:
    """Return a URL as a text of the suite; `secrets` are names and values, with their variable."""
    url = Url.parse(text)
    text = text.replace("${", "$${")
    if url.login:
        login = url.login.replace("${", "$${")
        text = text.replace(f"{login}@", f"{_variable('WEBHOOK_LOGIN', login, secrets)}@", 1)
    before, mark, query = text.partition("?")
    query, hash_, fragment = query.partition("#")
    fields = (_field(field, secrets) for field in re.split("([&;])", query))
    return "".join((before, mark, *fields, hash_, fragment))


def _field(field: str, secrets: dict[tuple[str, str], str]) -> str:
    name, sign, value = field.partition("=")
    if not value or not re.search(NAMES, name):
        return field
    return f"{name}{sign}{_variable(_in_capitals(name), value, secrets)}"


def _in_capitals(name: str) -> str:
    """Return the name of a variable for a parameter: `apiKey` is API_KEY."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    capitals = re.sub(r"[^A-Za-z0-9]+", "_", words).strip("_").upper()[:60]
    return f"WEBHOOK_{capitals}" if capitals else "WEBHOOK_SECRET"


def _variable(name: str, value: str, secrets: dict[tuple[str, str], str]) -> str:
    """Return the variable of a secret; another secret of the same name gets a number."""
    if (name, value) not in secrets:
        others = sum(known == name for known, _ in secrets)
        secrets[name, value] = f"{name}_{others + 1}" if others else name
    return f"${{{secrets[name, value]}}}"


def _home(drafts: Iterable[Draft]) -> str:
    """Return the most frequent origin, the first among equals; empty if there are only paths."""
    hosts = Counter(at[1] for each in drafts if not each.asleep and (at := _split(each.url)))
    return hosts.most_common(1)[0][0] if hosts else ""


def _split(url: str) -> re.Match[str] | None:
    return re.fullmatch(_PARTS, url, re.IGNORECASE | re.DOTALL)


def _at_home(draft: Draft, home: str, base: str) -> Draft:
    """Return the draft with a path for a URL of the most frequent host."""
    if (at := _split(draft.url)) and at[1] == home:
        draft = draft._replace(url=_path(at[2]))
    if (at := _split(draft.fallback)) and at[1] == home:
        draft = draft._replace(fallback=base.rstrip("/") + _path(at[2]))
    return draft


def _path(rest: str) -> str:
    return rest if rest.startswith("/") else f"/{rest}"


def _table(draft: Draft, names: set[str]) -> str:
    """Return the table of a check; `names` are those of the checks before."""
    rows = [f"{key} = {value}\n" for key, value in _keys(draft, _unused(draft.name, names))]
    lines = ["[[call]]\n" if draft.steps else "[[check]]\n", *rows]
    if draft.asleep:
        lines = [f"# {line}" for line in lines]
    return "".join([*map(_comment, draft.notes), *lines])


def _keys(draft: Draft, name: str) -> Iterator[tuple[str, str]]:
    yield "name", quote(name)
    yield "target", quote(draft.url)
    yield "event", quote(draft.event)
    if draft.method != "POST":
        yield "method", quote(draft.method)
    params = dict(draft.params)
    for key, value, parameter in (
        ("from", draft.sender, "From"),
        ("to", draft.recipient, "To"),
        ("body", draft.body, "Body"),
    ):
        if value is not None and (value.strip() or key == "body"):
            yield key, _text(value)
        elif value:  # only spaces, which the key does not accept
            params[parameter] = value
    if params:
        fields = ", ".join(f"{_key(name)} = {_text(value)}" for name, value in params.items())
        yield "params", f"{{ {fields} }}"
    if draft.no_params:
        yield "no_params", f"[{', '.join(map(quote, draft.no_params))}]"
    if draft.fallback:
        yield "fallback", quote(draft.fallback)
    if draft.steps:
        steps = (f"  {{ {key} = {_step(value)} }},\n" for key, value in draft.steps)
        yield "steps", f"[\n{''.join(steps)}]"


def _step(value: str | int | bool) -> str:
    return _text(value) if isinstance(value, str) else str(value).lower()


def _key(name: str) -> str:
    return name if re.fullmatch(_BARE_KEY, name) else quote(name)


def _text(text: str) -> str:
    """Return a text without variables."""
    return quote(text.replace("${", "$${"))


def _unused(name: str, names: set[str]) -> str:
    name = clip(mask_line(name), LONGEST_NAME)
    number, unused = 1, name
    while unused in names:
        number += 1
        unused = f"{name} ({number})"
    names.add(unused)
    return unused
