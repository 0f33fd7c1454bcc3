"""The grammar tables: sound in themselves, and in step with Twilio's own library."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from twilio.twiml import (  # type: ignore[import-untyped]
    TwiML,
    messaging_response,
    voice_response,
)

from twiml_check.vocabulary.codes import CODES
from twiml_check.vocabulary.messaging import MESSAGING
from twiml_check.vocabulary.names import SIDS
from twiml_check.vocabulary.resources import URL_TYPES
from twiml_check.vocabulary.shapes import Attribute, Tag
from twiml_check.vocabulary.voice import VOICE

TABLES: dict[str, dict[str, Tag]] = {"voice": VOICE, "messaging": MESSAGING}
TAGS = [
    pytest.param(product, key, id=f"{product}-{key}")
    for product, table in TABLES.items()
    for key in table
]
TYPES = {
    *(
        "string",
        "name",
        "enum",
        "list-of-enum",
        "int",
        "list-of-int",
        "int-or-enum",
        "number",
        "duration",
    ),
    *("bool", "bool-or-string", "http-method", "url", "relative-or-absolute-url", "ws-url"),
    *("language-tag", "phone", "sid", "dtmf-string", "key-set"),
}


# --- sound in themselves ---------------------------------------------------------------------


@pytest.mark.parametrize(("product", "key"), TAGS)
def test_a_row_is_sound(product: str, key: str) -> None:
    table, tag = TABLES[product], TABLES[product][key]
    assert tag.name == key.rpartition(".")[2]
    assert set(tag.children) <= table.keys()
    names = [table[child].name for child in tag.children]
    assert len(names) == len(set(names)), "a name below an element means one thing"
    assert tag.content_code is None or tag.content_code in CODES
    assert tag.content != "none" or not tag.content_required
    assert not (tag.ends_if or tag.may_end_if) or tag.kind == "verb"
    assert tag.doc.startswith("https://www.twilio.com/docs/")
    assert tag.certain or tag.open, "what only a library knows may have more attributes"
    assert set(tag.target_attributes) <= tag.attributes.keys()
    assert not tag.most_destinations or any(table[child].is_destination for child in tag.children)
    assert not tag.needs_child or tag.children
    for row in tag.attributes.values():
        assert not row.method or tag.attributes[row.method].type == "http-method"
        assert not row.needs or row.needs.partition("=")[0] in tag.attributes


@pytest.mark.parametrize(("product", "key"), TAGS)
def test_every_element_but_the_root_stands_somewhere(product: str, key: str) -> None:
    parents = [tag for tag in TABLES[product].values() if key in tag.children]
    assert bool(parents) == (key != "Response")


@pytest.mark.parametrize(
    ("name", "row"),
    [
        pytest.param(name, row, id=f"{product}-{key}-{name}")
        for product, table in TABLES.items()
        for key, tag in table.items()
        for name, row in tag.attributes.items()
    ],
)
def test_an_attribute_is_sound(name: str, row: Attribute) -> None:
    assert row.type in TYPES
    assert row.values or "enum" not in row.type, "a choice needs something to choose from"
    assert (row.separator != "") == row.type.startswith("list-of")
    assert not set(row.values) & set(row.legacy)
    assert len(set(row.values)) == len(row.values)
    assert row.code is None or row.code in CODES
    assert (row.type == "sid") == (row.sid in SIDS)
    assert (row.type == "ws-url") == bool(row.stream)
    assert not (row.branch or row.method or row.pci_code) or row.type in URL_TYPES
    if row.type == "http-method":
        assert row.values == ("GET", "POST")
    if row.type == "bool":
        assert row.values == ("true", "false")
    for low, high in (row.minimum, row.maximum), row.usual or (None, None):
        assert low is None or high is None or low < high
    if row.pattern:
        assert re.compile(row.pattern)
        assert (row.pattern[0], row.pattern[-1]) == ("^", "$"), "the whole value has to fit"


@pytest.mark.parametrize(
    ("key", "name", "value", "fits"),
    [
        ("Say", "voice", "Polly.Joanna-Neural", True),
        ("Say", "voice", "Google.en-US-Chirp3-HD-Aoede", True),
        ("Say", "voice", "robot", False),
        ("Say", "voice", "en-gb", False),
        ("Play", "digits", "wW1234567890*#AD", True),
        ("Play", "digits", "1?2", False),
        ("Number", "sendDigits", "1,2", False),
        ("Gather", "speechModel", "deepgram_nova-2-phonecall", True),
        ("Gather", "speechModel", "best", False),
        ("Pay", "currency", "usd", True),
        ("Pay", "currency", "euros", False),
        ("SSML.break", "time", "1.5s", True),
        ("SSML.break", "time", "1 second", False),
        ("SSML.prosody", "volume", "+6dB", True),
        ("SSML.prosody", "rate", "150%", True),
    ],
)
def test_a_pattern_takes_what_twilio_takes(key: str, name: str, value: str, fits: bool) -> None:
    assert bool(re.search(VOICE[key].attributes[name].pattern, value)) is fits


def test_what_ends_a_document() -> None:
    ends = {key for table in TABLES.values() for key in table if "always" in table[key].ends_if}
    assert ends == {"Redirect", "Hangup", "Reject", "Leave"}


# --- in step with the official library -------------------------------------------------------

KEYS = {"VoiceResponse": "Response", "MessagingResponse": "Response", "ReferSip": "Refer.Sip"}
MISSPELT: dict[tuple[str, str], str] = {}
"""Attributes that the library writes wrongly, as (key, attribute): the reason. None at present."""


def classes(module: ModuleType) -> list[type[TwiML]]:
    """Return the elements that a module of the library can write."""
    return [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, TwiML) and each.__module__ == module.__name__
    ]


def key_of(element: TwiML) -> str:
    """Return our key for an object of the library."""
    kind = type(element).__name__
    if kind.startswith("Ssml"):
        return f"SSML.{element.name}"
    return KEYS.get(kind, str(element.name))


def arguments(call: Any) -> list[inspect.Parameter]:
    """Return what can be handed over by name."""
    return [
        each
        for each in inspect.signature(call).parameters.values()
        if each.name != "self" and each.kind is each.POSITIONAL_OR_KEYWORD
    ]


def needed(call: Any) -> dict[str, str]:
    """Return a value for each argument that has no default."""
    return {each.name: "needed" for each in arguments(call) if each.default is each.empty}


def made(kind: type[TwiML]) -> TwiML:
    """Return an object of the library with nothing but what it must have."""
    return kind(**needed(kind.__init__))


def nesting(kind: type[TwiML]) -> Iterator[str]:
    """Return the methods that put a further element into this one."""
    return (
        name for name, each in vars(kind).items() if inspect.isfunction(each) and name[0] != "_"
    )


LIBRARY = [
    (product, kind)
    for product, module in (("voice", voice_response), ("messaging", messaging_response))
    for kind in classes(module)
]
METHODS = [(product, kind, name) for product, kind in LIBRARY for name in nesting(kind)]
ARGUMENTS = [
    (product, kind, name, each.name)
    for product, kind, name in METHODS
    for each in arguments(getattr(kind, name))
]


def label(part: Any) -> str:
    return part.__name__ if isinstance(part, type) else str(part)


def test_the_walk_through_the_library_sees_it_all() -> None:
    # 9.13.0 has 64 elements, 135 ways to nest them and 540 arguments there; a walk that
    # finds only a few proves nothing.
    assert len(LIBRARY) > 50
    assert len(METHODS) > 100
    assert len(ARGUMENTS) > 400


def unknown(tables: dict[str, dict[str, Tag]]) -> list[str]:
    """Return what the installed library can write and the tables do not have, in words."""
    found = []
    for product, kind, name in METHODS:
        parent = key_of(made(kind))
        child = getattr(made(kind), name)(**needed(getattr(kind, name)))
        rows = tables[product]
        if parent not in rows or key_of(child) not in rows[parent].children:
            found.append(f"<{child.name}> in <{kind.__name__}>")
    for product, kind, name, argument in ARGUMENTS:
        call = getattr(made(kind), name)
        child = call(**{**needed(call), argument: "probe"})
        row = tables[product].get(key_of(child))
        written = [each for each, value in child.xml().attrib.items() if value == "probe"]
        known = row.attributes if row else {}
        found += [f"<{child.name} {each}>" for each in written if each not in known]
    return sorted(set(found))


def test_a_newer_library_shows_what_the_tables_do_not_have() -> None:
    assert unknown(TABLES) == [], "add these to vocabulary/"


def test_what_a_table_does_not_have_is_shown() -> None:
    start, stream = VOICE["Start"], VOICE["Stream"]
    fewer = {name: row for name, row in stream.attributes.items() if name != "track"}
    older = {
        **VOICE,
        "Start": start._replace(children=tuple(c for c in start.children if c != "Siprec")),
        "Stream": stream._replace(attributes=fewer),
    }
    del older["Prompt"]
    assert unknown({"voice": older, "messaging": MESSAGING}) == [
        "<Pause> in <Prompt>",
        "<Play> in <Prompt>",
        *(f"<Prompt {name}>" for name in sorted(VOICE["Prompt"].attributes)),
        "<Say> in <Prompt>",
        "<Siprec> in <Start>",
        "<Stream track>",
    ]


@pytest.mark.parametrize(("product", "kind"), LIBRARY, ids=label)
def test_each_element_of_the_library_is_known(product: str, kind: type[TwiML]) -> None:
    element = made(kind)
    tag = TABLES[product][key_of(element)]
    assert tag.name == element.name
    assert tag.content != "none" or not arguments(kind.__init__), "the library puts text in it"


@pytest.mark.parametrize(("product", "kind", "method"), METHODS, ids=label)
def test_each_nesting_of_the_library_is_known(product: str, kind: type[TwiML], method: str) -> None:
    parent = made(kind)
    call = getattr(parent, method)
    child = call(**needed(call))
    assert parent.verbs == [child]
    assert key_of(child) in TABLES[product][key_of(parent)].children


@pytest.mark.parametrize(("product", "kind", "method", "argument"), ARGUMENTS, ids=label)
def test_each_attribute_of_the_library_is_known_as_it_is_written(
    product: str, kind: type[TwiML], method: str, argument: str
) -> None:
    call = getattr(made(kind), method)
    child = call(**{**needed(call), argument: "probe"})
    key, xml = key_of(child), child.xml()
    tag = TABLES[product][key]
    written = [name for name, value in xml.attrib.items() if value == "probe"]
    if xml.text == "probe":
        assert not written
        assert tag.content != "none"
        return
    assert len(written) == 1, "the library writes an argument as one attribute or as the text"
    assert written[0] in tag.attributes or (key, written[0]) in MISSPELT


# --- in step with the reference, where it stands beside this checkout -------------------------

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "twiml-grammar.json"
beside = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the reference is not beside this checkout"
)
ADDED = {
    ("voice", "Sip", "sendDigits"): "error 13242 is about it",
    ("voice", "Autopilot", "TargetTask"): "seen at work, where targetTask was refused",
    ("voice", "Conference", "workflowSid"): "error 14230 is about it",
    ("voice", "Conference", "reservationSid"): "error 14236 is about it",
    ("voice", "Conference", "postWorkActivitySid"): "error 14237 is about it",
}
"""Attributes that we know and the reference does not: the reason."""
NEWER = {("voice", "MediaFilter"), ("voice", "Failover")}
"""Elements that Twilio has added since the reference was written."""
DIFFERS = {
    ("voice", "Pay", "input"): ("legacy", "older versions of the page write DTMF"),
    ("voice", "Response", "version"): (
        "type values certain deprecated",
        "error 12101 is about it; the two versions do no harm",
    ),
    ("voice", "Say", "voice"): (
        "open legacy",
        "any provider's voice fits the pattern, a bare word does not but for those of the schema",
    ),
    ("voice", "Say", "rate"): ("type values pattern minimum certain", "error 13513 is about it"),
    ("voice", "Pause", "length"): ("legacy", "whether 0 is refused is not known"),
    ("voice", "Gather", "finishOnKey"): (
        "type values pattern max_chars",
        "13310 is for what is no key; whether several are refused is not known",
    ),
    ("voice", "Gather", "timeout"): ("legacy", "0 is in wide use, auto stands on the page"),
    ("voice", "Gather", "speechModel"): (
        "open pattern",
        "any family's model fits, a word does not",
    ),
    ("voice", "Gather", "maxSpeechTime"): ("certain", "error 13328 is about it"),
    ("voice", "Gather", "bargeIn"): ("certain", "error 13332 is about it"),
    ("voice", "Dial", "ifMachine"): ("certain", "error 13211 is about it"),
    ("voice", "Parameter", "value"): ("empty", "a parameter may be empty"),
    ("voice", "Conference", "record"): (
        "legacy",
        "whether true and false are refused is not known",
    ),
    ("voice", "ConversationRelay", "language"): ("values", "multi is any of several"),
    ("voice", "ConversationRelay", "ttsLanguage"): ("values", "multi, with ElevenLabs"),
    ("voice", "ConversationRelay", "transcriptionLanguage"): ("values", "multi, with Deepgram"),
    ("voice", "Language", "code"): ("values", "multi, as the page says"),
    ("voice", "Transcription", "languageCode"): ("values", "multi, with nova-3 of Deepgram"),
    ("voice", "Transcription", "intelligenceService"): ("type", "an empty name is a warning"),
    ("voice", "ConversationRelay", "intelligenceService"): ("type", "an empty name is a warning"),
    ("voice", "Siprec", "connectorName"): ("type", "an empty name is a warning"),
    ("voice", "SSML.break", "strength"): ("open", "the list of the W3C is complete"),
    ("voice", "SSML.emphasis", "level"): ("open legacy", "the list of the W3C is complete"),
    ("voice", "AiSession", "aiConnector"): ("required", "error 86004 is about it; only a hint"),
    ("voice", "Pay", "maxAttempts"): ("values", "the bounds say the same"),
    ("voice", "Pay", "currency"): ("pattern", "error 64011: a code of three letters"),
    ("messaging", "Response", "version"): (
        "type values certain deprecated",
        "error 12101 is about it; the two versions do no harm",
    ),
    ("messaging", "Sms", "to"): ("certain", "error 14101 is about it"),
    ("messaging", "Sms", "from"): ("certain", "error 14102 is about it"),
    ("messaging", "Sms", "action"): ("certain", "as for <Message>"),
    ("messaging", "Sms", "method"): ("certain", "error 14104 is about it"),
    ("messaging", "Sms", "statusCallback"): ("certain", "error 14105 is about it"),
}
"""Where our row says something else, on purpose: in which fields, and why."""


def reference(product: str) -> dict[str, Any]:
    """Return the reference's elements of a product."""
    elements: dict[str, Any] = json.loads(REFERENCE.read_text(encoding="utf-8"))["elements"][
        product
    ]
    return elements


def told(fact: dict[str, Any]) -> dict[str, Any]:
    """Return what the reference says of an attribute, in the words of our rows."""
    return {
        "type": fact["type"],
        "values": set(map(str, fact.get("values") or ()))
        - {""}
        - set(fact.get("legacy_values") or ()),
        "open": bool(fact.get("open_values")),
        "legacy": set(fact.get("legacy_values") or ()),
        "pattern": bool(fact.get("pattern")),
        "separator": fact.get("separator") or "",
        "minimum": fact.get("min"),
        "maximum": fact.get("max"),
        "max_chars": fact.get("max_chars"),
        "empty": bool(fact.get("allow_empty")),
        "required": fact.get("required") is True,
        "deprecated": bool(fact.get("deprecated")),
        "certain": fact["certainty"] == "docs",
    }


def ours(row: Attribute) -> dict[str, Any]:
    """Return what our row says, comparable with `told`."""
    bounds = row.usual or (row.minimum, row.maximum)
    return {
        "type": row.type,
        "values": set(row.values),
        "open": row.open,
        "legacy": set(row.legacy),
        "pattern": bool(row.pattern),
        "separator": row.separator,
        "minimum": bounds[0],
        "maximum": bounds[1],
        "max_chars": row.max_chars,
        "empty": row.empty,
        "required": row.required,
        "deprecated": bool(row.deprecated),
        "certain": row.certain,
    }


@beside
@pytest.mark.parametrize("product", TABLES)
def test_nothing_of_the_reference_is_lost(product: str) -> None:
    table, facts = TABLES[product], reference(product)
    newer = {key for _product, key in NEWER if _product == product}
    assert table.keys() == facts.keys() | newer
    for key, fact in facts.items():
        tag = table[key]
        assert tag.name == fact["tag"]
        assert set(tag.children) - newer == set(fact["children"]), key
        extra = {name for _product, owner, name in ADDED if (_product, owner) == (product, key)}
        assert set(tag.attributes) == set(fact["attributes"]) | extra, key


@beside
@pytest.mark.parametrize(("product", "key"), [tag for tag in TAGS if (*tag.values,) not in NEWER])
def test_a_row_agrees_with_the_reference(product: str, key: str) -> None:
    tag, fact = TABLES[product][key], reference(product)[key]
    assert tag.kind == fact["kind"]
    assert tag.content == fact["content"]
    needed = fact["content_required"] or (product, key) == ("messaging", "Message")  # 14103
    assert tag.content_required == needed
    assert bool(tag.deprecated) == bool(fact["deprecated"])
    assert fact["doc"] in (None, tag.doc)
    assert tag.certain == (fact["certainty"] in ("docs", "err"))
    for name, said in fact["attributes"].items():
        mine, theirs = ours(tag.attributes[name]), told(said)
        different = {word for word in mine if mine[word] != theirs[word]}
        expected, _reason = DIFFERS.get((product, key, name), ("", ""))
        assert different == set(expected.split()), name
