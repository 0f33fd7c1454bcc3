"""SSML: the tags that are allowed in the text of `<Say>`.

Twilio passes them to the speech engine of the voice. Each engine supports a different set, so an
unknown attribute or value is only an info:
https://www.twilio.com/docs/voice/twiml/say/text-speech
"""

from twiml_check.vocabulary.shapes import Attribute, Content, Tag

DOC = "https://www.twilio.com/docs/voice/twiml/say/text-speech"

TEXT = Attribute(certain=False)

WORDS = ("SSML.phoneme", "SSML.say-as", "SSML.sub")
"""Tags that contain plain text and change how the engine reads it."""
PHRASES = ("SSML.break", "SSML.emphasis", "SSML.lang", "SSML.prosody", "SSML.w", *WORDS)
"""Tags that are allowed in running text."""

LANGUAGES = (
    "arb ar-AE ca-ES cmn-CN cy-GB da-DK de-DE de-AT en-AU en-GB en-GB-WLS en-IN en-NZ en-US en-ZA "
    "es-ES es-MX es-US fi-FI fr-CA fr-FR he-IL hi-IN is-IS it-IT ja-JP ko-KR nb-NO nl-NL pl-PL "
    "pt-BR pt-PT ro-RO ru-RU sv-SE tr-TR yue-CN"
)


def _choice(
    words: str,
    pattern: str = "",
    *,
    legacy: str = "",
    required: bool = False,
    complete: bool = False,
) -> Attribute:
    """Return a row of values that all speech engines share; each engine may have more.

    Where the list is complete, no engine has more: https://www.w3.org/TR/speech-synthesis11/
    """
    return Attribute(
        "enum",
        tuple(words.split()),
        open=not complete,
        legacy=tuple(legacy.split()),
        pattern=pattern,
        required=required,
        certain=False,
    )


def _tag(
    name: str,
    content: Content,
    *,
    children: tuple[str, ...] = (),
    attributes: dict[str, Attribute] | None = None,
) -> Tag:
    """Return a row of the table; a tag for plain text requires the text."""
    return Tag(
        name,
        "ssml",
        content,
        children,
        attributes or {},
        content_required=content == "text",
        open=True,
        doc=DOC,
        certain=False,
    )


SSML: dict[str, Tag] = {
    "SSML.break": _tag(
        "break",
        "none",
        attributes={
            "strength": _choice("none x-weak weak medium strong x-strong", complete=True),
            "time": Attribute("duration", pattern=r"^[+]?[0-9]*\.?[0-9]+(ms|s)$", certain=False),
        },
    ),
    "SSML.emphasis": _tag(
        "emphasis",
        "mixed-ssml",
        children=PHRASES,
        attributes={"level": _choice("strong moderate reduced", legacy="none", complete=True)},
    ),
    "SSML.lang": _tag(
        "lang",
        "mixed-ssml",
        children=(*PHRASES, "SSML.p", "SSML.s"),
        attributes={
            "xml:lang": Attribute(
                "language-tag", tuple(LANGUAGES.split()), open=True, required=True, certain=False
            )
        },
    ),
    "SSML.p": _tag("p", "mixed-ssml", children=(*PHRASES, "SSML.s")),
    "SSML.phoneme": _tag(
        "phoneme",
        "text",
        attributes={
            "alphabet": _choice(
                "ipa x-sampa x-amazon-jyutping x-amazon-pinyin x-amazon-pron-kana x-amazon-yomigana"
            ),
            "ph": Attribute(required=True, certain=False),
        },
    ),
    "SSML.prosody": _tag(
        "prosody",
        "mixed-ssml",
        children=(*PHRASES, "SSML.p", "SSML.s"),
        attributes={
            "volume": _choice("default silent x-soft soft medium loud x-loud", r"^[+-][0-9.]+dB$"),
            "rate": _choice("x-slow slow medium fast x-fast", r"^[0-9.]+%$"),
            "pitch": _choice("default x-low low medium high x-high", r"^[+-][0-9.]+%$"),
        },
    ),
    "SSML.s": _tag("s", "mixed-ssml", children=PHRASES),
    "SSML.say-as": _tag(
        "say-as",
        "text",
        attributes={
            "interpret-as": _choice(
                "characters spell-out cardinal number ordinal digits fraction unit date time "
                "address expletive telephone",
                legacy="character",
                required=True,
            ),
            "format": _choice("mdy dmy ymd md dm ym my d m y yyyymmdd"),
            "role": Attribute(
                deprecated='Twilio renamed the attribute to "format" in 2022', certain=False
            ),
        },
    ),
    "SSML.sub": _tag("sub", "text", attributes={"alias": Attribute(required=True, certain=False)}),
    "SSML.w": _tag(
        "w",
        "mixed-ssml",
        children=("SSML.break", "SSML.emphasis", "SSML.prosody", *WORDS),
        attributes={"role": TEXT},
    ),
}
