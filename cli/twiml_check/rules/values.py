"""The rule about the values of attributes.

The row of an attribute in `vocabulary` says which values are valid, and Twilio's number for a bad
one. The type of the row says which function below reads the value.
"""

import re
from collections.abc import Callable, Iterator

from twiml_check.model.finding import Level, Problem
from twiml_check.rules.rule import GrammarNode, rule
from twiml_check.rules.template import certainty
from twiml_check.rules.urls import advice, refusal
from twiml_check.rules.wording import (
    NEAR,
    Flaw,
    cut,
    did_you_mean,
    either,
    listed,
    meant,
    quoted,
    twin,
)
from twiml_check.vocabulary.resources import URL_TYPES
from twiml_check.vocabulary.shapes import Attribute
from twiml_check.web.text import mask

SCHEMA = 12200
MOST = 2**31 - 1
"""The largest integer of Twilio's schema."""
USUAL_REGIONS = {"en": "US", "pt": "BR", "zh": "CN"}
"""The region to suggest first, where its code is not that of the language."""
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z]{3,4})?-([A-Za-z]{2}|[0-9]{3})(-[A-Za-z0-9]+)*"


Reader = Callable[[str, Attribute], Flaw | None]


@rule(
    "bad-value",
    "error",
    attributes_only=True,
    sure_in_templates=True,
    fixable=True,
    row_codes=lambda tag: [row.code for row in tag.attributes.values() if row.type in READERS],
)
def bad_value(node: GrammarNode) -> Iterator[Problem]:
    """The value of an attribute is not valid.

    Twilio logs a separate warning or error for nearly every attribute, and usually ignores the
    attribute. For <Say> in a <Gather> the numbers are 13321 and 13322.

    Bad:  <Response><Pause length="-1"/></Response>
    Good: <Response><Pause length="1"/></Response>
    """
    for name, value in node.element.attributes.items():
        row = node.tag.attributes.get(name)
        reader = READERS.get(row.type) if row else None
        if row is None or reader is None or _is_allowed(value, row):
            continue
        flaw = _address(node, value, row) if row.type in URL_TYPES else reader(value.strip(), row)
        if flaw:
            yield _problem(node, name, value, row, flaw)


def _is_allowed(value: str, row: Attribute) -> bool:
    return value in row.values or value in row.legacy or (row.empty and not value)


def _problem(node: GrammarNode, name: str, value: str, row: Attribute, flaw: Flaw) -> Problem:
    sure = row.certain and node.tag.certain
    spoken = node.tag.kind == "ssml" and flaw.level is None
    level = flaw.level if sure else "warning" if spoken else "info"
    in_gather = row.code_in_gather and "Gather" in node.element.path
    code = row.code_in_gather if in_gather else row.code
    level = level or (None if code else "warning")
    note = ""
    if row.in_schema and _breaks_schema(value, row):
        note = "Twilio also logs 12200" if code else ""
        level = None if level == "warning" or not code else level
        code = code or SCHEMA
    return Problem(
        f'<{node.tag.name} {name}="{cut(mask(value), 50)}">: {flaw.label}',
        help=flaw.help,
        note=note,
        label=flaw.mark or flaw.label,
        location=node.document.at_setting(node.element, name),
        code=code,
        level=level,
        doc=node.tag.doc,
        edits=node.document.set_value(node.element, name, flaw.value) if flaw.value else (),
    )


def _breaks_schema(value: str, row: Attribute) -> bool:
    """Say whether a bad value is of the wrong type too: an integer may only be too small."""
    if row.type != "int":
        return True
    written = re.fullmatch(r"\s*([+-]?[0-9]{1,18})\s*", value)
    return written is None or not -MOST - 1 <= int(written[1]) <= MOST


def _one_of(value: str, row: Attribute) -> Flaw | None:
    if row.pattern and re.fullmatch(row.pattern, value):
        return None
    known = (*row.values, *row.legacy)
    same = next((each for each in known if each.lower() == value.lower()), None)
    if same is not None:
        level: Level = "info" if row.open else "warning"
        return Flaw("not the usual spelling", f'write "{same}"', level=level, value=same)
    near_values = did_you_mean(value, row.values)
    if row.open:
        return Flaw("not a known value", near_values, level="info") if near_values else None
    certain = meant(value, row.values) if row.certain else ""
    return Flaw("not an allowed value", near_values or _allowed_help(row), value=certain)


def _allowed_help(row: Attribute) -> str:
    """Return the help line that lists the values of the attribute."""
    more = f", or {row.pattern_words}" if row.pattern_words else ""
    return f"allowed: {listed(row.values)}{more}"


def _each_of(value: str, row: Attribute) -> Flaw | None:
    flaw = _wrong_word(value, row)
    regrouped = _regrouped(value, row) if flaw else ""
    if flaw and regrouped:
        return flaw._replace(help=f'write "{regrouped}"', value=regrouped)
    several = flaw and (row.separator or " ") in value.strip()
    return flaw._replace(value="") if flaw and several else flaw


def _regrouped(value: str, row: Attribute) -> str:
    """Return the list that was meant: `dtmf speech` for `dtmf_speech`; empty for one word."""
    known = {each.lower(): each for each in row.values}
    word = "|".join(re.escape(each) for each in sorted(known, key=len, reverse=True))
    rest = re.sub(word, " ", value.lower()).replace(" and ", " ")
    found = [known[each] for each in re.findall(word, value.lower())]
    if len(found) < 2 or re.search(r"[^\W_]", rest):
        return ""
    return (row.separator or " ").join(dict.fromkeys(found))


def _wrong_word(value: str, row: Attribute) -> Flaw | None:
    words = [word for word in value.split(row.separator or " ") if word]
    if not words:
        return Flaw("the value is empty", _allowed_help(row))
    if "," in value and row.separator != ",":
        return Flaw("separated by commas", "write spaces between the words, not commas")
    return next((flaw for word in words if (flaw := _word(word, row))), None)


def _word(word: str, row: Attribute) -> Flaw | None:
    flaw = None if _is_allowed(word, row) else _one_of(word, row)
    return flaw and flaw._replace(label=f'"{cut(word, 30)}" is {flaw.label}')


def _method(value: str, row: Attribute) -> Flaw | None:
    if value.upper() in row.values:
        fixed = value.upper()
        return Flaw("not in upper case", f"write {fixed}", level="info", value=fixed)
    return Flaw("neither GET nor POST", "write GET or POST")


def _boolean(value: str, row: Attribute) -> Flaw | None:
    if value.lower() in row.values:
        fixed = value.lower()
        return Flaw("not in lower case", f'write "{fixed}"', level="warning", value=fixed)
    return Flaw("neither true nor false", 'write "true" or "false"')


def _integer(value: str, row: Attribute) -> Flaw | None:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        digits = re.fullmatch(r"-?[0-9]+", value)
        label = "the number is too large" if digits else "not a whole number"
        return Flaw(label if value else "the value is empty", _range(row))
    number = int(value)
    if row.minimum is not None and number < row.minimum:
        return Flaw(f"less than {row.minimum:.10g}", _range(row))
    if number > MOST:
        return Flaw("the number is too large", _range(row))
    if row.maximum is not None and number > row.maximum:
        return Flaw(f"more than {row.maximum:.10g}", _range(row))
    if row.usual and not row.usual[0] <= number <= row.usual[1]:
        return Flaw("outside the range that Twilio documents", _range(row), level="warning")
    return None


def _range(row: Attribute) -> str:
    low, high = row.usual or (row.minimum, row.maximum)
    if low is not None and high is not None:
        return f"write a whole number from {low:.10g} to {high:.10g}"
    return (
        f"write a whole number, {low:.10g} or more" if low is not None else "write a whole number"
    )


def _integer_or_word(value: str, row: Attribute) -> Flaw | None:
    if row.pattern and re.fullmatch(row.pattern, value):
        return None
    flaw, same = _integer(value, row), twin(value, row.values) or ""
    return flaw and flaw._replace(help=f"{flaw.help}, or {either(quoted(row.values))}", value=same)


def _integers(value: str, row: Attribute) -> Flaw | None:
    words = value.split(row.separator or " ")
    return next((flaw for word in words if word and (flaw := _integer(word, row))), None)


def _decimal(value: str, row: Attribute) -> Flaw | None:
    if not re.fullmatch(r"-?[0-9]{1,18}(\.[0-9]+)?", value):
        return Flaw("not a number", "write a number with a decimal point, such as 0.5")
    number = float(value)
    if row.minimum is not None and number < row.minimum:
        return Flaw(f"less than {row.minimum:.10g}", f"write {row.minimum:.10g} or more")
    if row.maximum is not None and number > row.maximum:
        return Flaw(f"more than {row.maximum:.10g}", f"write {row.maximum:.10g} or less")
    return None


def _keys(value: str, row: Attribute) -> Flaw | None:
    if not row.pattern or re.fullmatch(row.pattern, value):
        return _too_many_keys(value, row)
    wrong = next((char for char in value if not re.fullmatch(row.pattern, char)), "")
    label = f'"{wrong}" is not a key' if wrong else "not a sequence of keys"
    pauses = "" if row.type == "key-set" else ", and w for a pause"
    one = row.max_chars == 1
    return Flaw(label, "write one digit, * or #" if one else f"write digits, * and #{pauses}")


def _too_many_keys(value: str, row: Attribute) -> Flaw | None:
    """Return the flaw of too many keys; Twilio does not document what it does with them."""
    if row.max_chars is None or len(value) <= row.max_chars:
        return None
    return Flaw("more than one key", "write one key", level="info")


def _duration(value: str, _row: Attribute) -> Flaw | None:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?(ms|s)", value):
        return None
    return Flaw("not a duration", 'write seconds or milliseconds, such as "2s" or "500ms"')


def _language(value: str, row: Attribute) -> Flaw | None:
    if re.fullmatch(LANGUAGE, value) or value in row.values:
        return None
    spoken = value.lower().partition("-")[0].partition("_")[0]
    hits = [each for each in row.values if each.lower().partition("-")[0] == spoken]
    usual = f"{spoken}-{USUAL_REGIONS.get(spoken, spoken.upper())}"
    hits = sorted(hits, key=lambda each: each != usual)[:NEAR]
    help_line = f"did you mean {either(quoted(hits))}?" if hits else 'write a tag such as "en-US"'
    sure = row.code is not None and value != "multi"  # which some of Deepgram's models accept
    level: Level | None = None if sure else "warning"
    if same := twin(value, row.values):
        help_line = f'write "{same}"'
    return Flaw("not a valid language and region", help_line, level=level, value=same or "")


def _text(value: str, row: Attribute) -> Flaw | None:
    if row.max_chars is not None and len(value) > row.max_chars:
        return Flaw(
            f"{len(value):,} characters long", f"shorten it to {row.max_chars:,} characters"
        )
    return None


def _name(value: str, _row: Attribute) -> Flaw | None:
    help_line = "write the name or the SID, or remove the attribute"
    return None if value else Flaw("it is empty", help_line, level="warning")


def _address(node: GrammarNode, value: str, row: Attribute) -> Flaw | None:
    """Return the flaw of a URL, absolute or relative to the URL of the document."""
    refused = refusal(node, value) if value.strip() else None
    if refused is None:
        return _text(value, row)
    fault, level = refused
    if fault.kind == "underscore" and row.code in (13806, 21609):
        level = None  # only for these two, Twilio's pages say that it refuses such a host
    level = certainty(node, value, level)
    return Flaw(fault.reason, advice(fault), level=level, mark="not a valid URL")


READERS: dict[str, Reader] = {
    "enum": _one_of,
    "list-of-enum": _each_of,
    "http-method": _method,
    "bool": _boolean,
    "int": _integer,
    "int-or-enum": _integer_or_word,
    "list-of-int": _integers,
    "number": _decimal,
    "dtmf-string": _keys,
    "key-set": _keys,
    "duration": _duration,
    "language-tag": _language,
    "string": _text,
    "name": _name,
    "relative-or-absolute-url": _text,
    "url": _text,
}
"""Other rules read the remaining types: phone, sid, ws-url."""
