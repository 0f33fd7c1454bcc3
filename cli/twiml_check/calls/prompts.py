"""Find the keys, numbers and words that the text of a prompt or a reply offers.

They only choose and label what an exploration tries. No error depends on them, only a warning.
"""

import re
from collections.abc import Iterable, Iterator

NUMBERS = {
    "zero": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "star": "*",
    "asterisk": "*",
    "pound": "#",
    "hash": "#",
}
_TO = r"\bto\b|\bthrough\b|-|\u2013"
# Limited and whole: in a row of 4,000 digits, a number could begin at each digit.
_DIGITS = r"(?<![0-9])[0-9]{1,20}(?![0-9])"
_ONE = rf"(?:{_DIGITS}|[*#]|\b(?:{'|'.join(NUMBERS)})\b)"
_LIST = rf"{_ONE}(?:\s*(?:,|\bor\b|\band\b|{_TO})\s*(?:press\s+)?{_ONE})*"
_PRESS = (
    r"(?i)\b(?:press|push|hit|dial|enter|type|key in|select|choose|option|"
    r"presion[ae]|oprim[ae]|puls[ae]|marque|marca|digit[ae])\s+"
    r"(?:(?:the|el|la)\s+)?(?:(?:number|key|digit|n[u\u00fa]mero|tecla)\s+)?"
    rf"({_LIST})(?![\s-]*digits?\b)"
)
_FOR = rf"(?i)(?:^|[\s,.;:])({_ONE})\s+(?:for|is|to)\b"
_BETWEEN = (
    rf"(?i)\b(?:between|from)\s+({_DIGITS})\s+(?:and|to)\s+({_DIGITS})"
    rf"|({_DIGITS})\s*(?:{_TO})\s*({_DIGITS})"
)
_LENGTH = rf"(?i)\b({_DIGITS}|{'|'.join(NUMBERS)})[\s-]digits?\b"
_WORD = r"[A-Za-z0-9]{1,40}"
_VERB = (
    r"(?i:\b(?:reply|text|send|say|type|write|respond|answer|speak|try|choose|select|pick|enter|use|"
    r"confirm|(?:start|begin|open)(?: [a-z]{1,8}){0,3}? with)\b)"
)
"""A verb before something that a caller may say or send."""
_PLAINLY = (
    r"(?i:\b(?:(?:reply|text|send|say|type|write|respond|answer|speak)"
    r"(?: back)?(?: with)?(?: either)?"
    r"|(?:start|begin) (?:your|the|a|each|every) (?:message|msg|text|reply|sms) with):?"
    r"(?: the words?)? )"
)
"""A verb after which one word is enough: `Reply yes`."""
_COMMAS = rf"{_WORD}(?:, {_WORD}){{1,8}},? (?:or|and) {_WORD}"
_MORE = rf"(?:,? or (?:say |text |reply )?{_WORD}|(?:,| and) [A-Z0-9]{{1,40}}\b|/{_WORD})"
_OFFERED = rf"{_PLAINLY}({_COMMAS}|{_WORD}{_MORE}{{0,9}})"
_CHOICE = (
    rf"(?i:(?<!we )(?<!they )){_VERB} (?i:either )?({_COMMAS}|{_WORD}(?:,? or {_WORD}){{1,8}})"
)
"""Most verbs have other meanings, and offer only a list: `Choose pizza or pasta`."""
_EITHER = r"(?i)\b(yes|true|y)(?:,? or | ?/ ?)(no|false|n)\b"
_ITEM = r"(?:^|\s)[*_(\[]?([0-9]{1,2})[*_]?(?:[.):\]]|\s?[-\u2013])\s"
"""A line of a list: `1. Sales 2. Support`; a call has no lists."""
_KEY = rf"(?i)\bthe\s+({_ONE})\s+(?:key|sign)\b"
_SAY = r"(?i)\b(?:say|diga)\s+(?:the\s+word\s+)?[\"'\u201c\u2018]?([^\W\d_]{2,20})"
_CALL = r"(?:the|this|your|la)\s+(?:phone\s+)?(?:call|conversation|session|line|llamada)"
_ENDS = (
    r"(?i)(?<!not )(?<!n't )(?<!n\u2019t )(?<!never )\b(?:"
    rf"(?:end|finish|stop|leave|drop|close|terminate|terminar|finalizar)(?:ing)?\s+{_CALL}"
    r"|(?:(?<=to )(?:end|finish|stop)|done|finished)(?=\s*(?:[,)]|$|or\b|and\b|now\b))"
    r"|hang(?:ing)?\s+up|disconnect|exit|quit|(?:good[\s-]?)?bye|colgar|adi[o\u00f3]s|salir"
    r")\b"
)
"""The end of a call. `Do not hang up`, `finish your order` and `leave a message` are not."""
_REASON_FIRST = r"(?i)\W*(?:and|or)?\s*(?:to|for|if|when|once|para|si)\b"
_REASON = (
    r"(?i)[\"'\u201d\u2019]?\s*(?:(?:key|sign)\s+)?"
    r"(?:to|for|if|when|and|is|para|[-:=\u2013])[^,]*?(?=,|\bor\b|$)"
)
_QUOTED = '["\u201c\u201e\u00ab] ?([^"\u201c-\u201e\u00ab\u00bb]{1,40}?) ?["\u201c\u201d\u00bb]'
_SINGLE = "(?<!\\w)['\u2018]((?! )[^'\u2018\u2019]{1,40})(?<! )['\u2019](?!\\w)"
_GAP = "[^.!?'\u2018\u2019]{0,40}"
_SINGLES = rf"{_VERB}{_GAP}(?:{_SINGLE}{_GAP}){{1,9}}"
"""An apostrophe is a quotation mark only after a verb: `it's 'great'` offers nothing."""
_MARKS = "\"'\u2018-\u201e\u00ab\u00bb"
_MARKED = rf"(?<!\w)[{_MARKS}]({_WORD})[.,!?]?[{_MARKS}](?!\w)"
NAME = "Maria Lopez"
_ASKS = r"(?i)\?|\b(?:enter|send|reply|provide|tell|give|text|type|say|what|which|how)\b"
_WANTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?i)\bzip\b", ("94105",)),
    (r"(?i)\b(?:postal|post)[ -]?code", ("94105", "5000")),
    (r"(?i)\b(?:phone|mobile|cell|telephone) number", ("4155550142",)),
    (r"(?i)\b(?:date|birthday|(?:what|which) day)\b", ("January 7, 2030",)),
    (r"(?i)\b(?:(?:what|which) (?:time|hour)|(?:best|preferred) time)\b", ("3:30 PM",)),
    (r"(?i)\b(?:your|full|first|last) name\b|\bwho is calling\b", (NAME,)),
)
"""What a prompt wants to know, and answers as a speech recognition writes them."""
_NUMBER = (
    r"(?i)\b(?:(?:how (?:many|much|old))|digits?|amount|quantity|age"
    r"|(?:account|card|order|pin|id|extension|customer|member|employee)? ?(?:number|code|pin))\b"
)
_CAPITALS = r"\b[A-Z]{2,15}\b"
LONGEST = 4_000
"""The most characters of a prompt that are searched."""
MOST = 8
"""The most words that one text offers; a longer list has another meaning."""
PLAIN = {
    *("ok", "us", "sms", "mms", "id", "am", "pm", "usa", "http", "https", "faq", "pin", "zip"),
    *("a", "an", "the", "your", "my", "our", "this", "that", "it", "me", "us", "you", "to", "in"),
    *("or", "and", "with", "for", "at", "any", "one", "number", "message", "back", "again", "here"),
    *("as", "if", "when", "what", "which", "how", "by", "via", "from", "of", "on", "now", "soon"),
    *("something", "anything", "everything", "whatever", "please", "directly", "below", "only"),
    *("is", "are", "was", "will", "be", "has", "have", "can", "may", "must", "not", "but", "so"),
    *("we", "they", "he", "she", "i", "his", "her", "its", "their", "some", "each", "every"),
    *(
        "messages",
        "things",
        "like",
        "say",
        "text",
        "reply",
        "send",
        "press",
        "between",
        "after",
        "before",
        "until",
        "about",
        "up",
    ),
}
"""Words that are not an offer after `type` or `send`, or in capitals."""


def keys_offered(text: str) -> tuple[str, ...]:
    """Return the keys and numbers that a prompt names, each once, in order."""
    found: dict[str, None] = {}
    text = text[:LONGEST]
    for match in re.finditer(_PRESS, text):
        found.update(dict.fromkeys(_numbers(match[1])))
    for match in re.finditer(_FOR, text):
        found.update(dict.fromkeys(_numbers(match[1])))
    return tuple(found)[:12]


def endings_offered(text: str) -> tuple[str, ...]:
    """Return the keys and words that end the call, as the prompt says: `9 to hang up`."""
    found: dict[str, None] = {}
    for sentence in re.split(r"[.!?;\n]", text[:LONGEST]):
        offers = list(_offers(sentence))
        before = sentence[: offers[0].start()] if offers else ""
        reason_first = bool(re.match(_REASON_FIRST, before))
        begin = 0
        for place, offer in enumerate(offers):
            later = offers[place + 1].start() if place + 1 < len(offers) else len(sentence)
            reason = sentence[begin : offer.start()]
            begin = offer.end(1)
            after = None if reason_first else re.match(_REASON, sentence[begin:later])
            if after:
                reason = after[0]
                begin += after.end()
            if re.search(_ENDS, reason.strip()):
                found.update(dict.fromkeys(tuple(_numbers(offer[1])) or (offer[1].casefold(),)))
    return tuple(found)


def is_goodbye(words: str) -> bool:
    """Say whether these words of a caller mean the end of the call: `goodbye`, `hang up`."""
    return re.search(_ENDS, f"to {words[:LONGEST]}") is not None


def _offers(sentence: str) -> Iterator[re.Match[str]]:
    """Yield the keys and words of a sentence in order; group 1 has the key or the word."""
    every = [match for each in (_PRESS, _FOR, _KEY, _SAY) for match in re.finditer(each, sentence)]
    end = -1
    for match in sorted(every, key=lambda each: (each.start(1), each.start())):
        if match.start(1) > end:
            yield match
            end = match.end(1)


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a list; `1 to 4` gives all four."""
    parts = re.findall(rf"(?i){_ONE}|{_TO}", text)
    for place, part in enumerate(parts):
        number = NUMBERS.get(part.lower(), part)
        if part.lower() in ("to", "through", "-", "\u2013"):
            low, high = (NUMBERS.get(each.lower(), each) for each in _ends(parts, place))
            if low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) <= 10:
                yield from map(str, range(int(low) + 1, int(high)))
        else:
            yield number


def _ends(parts: list[str], place: int) -> tuple[str, str]:
    return (
        parts[place - 1] if place else "",
        parts[place + 1] if place + 1 < len(parts) else "",
    )


def number_wanted(text: str, length: int | None) -> str:
    """Return one number that fits the prompt, with this length if it is known."""
    text = text[:LONGEST]
    lower = text.lower()
    for low, high, other_low, other_high in re.findall(_BETWEEN, text):
        first, last = int(low or other_low), int(high or other_high)
        if first <= last and (length is None or len(str(last)) <= length):
            return str((first + last) // 2)
    named = re.search(_LENGTH, text) if length is None else None
    digits = NUMBERS.get(named[1].lower(), named[1]) if named else ""
    if digits.isdecimal():  # `the star digit` is not a number
        length = min(int(digits), 20)
    if "zip" in lower or "postal" in lower:
        number = "94105"
    elif "phone number" in lower or "mobile number" in lower:
        number = "4155550142"
    else:
        number = "12345678901234567890"
        length = length or 5
    return number[:length] if length else number


def words_offered(text: str) -> tuple[str, ...]:
    """Return the words that a reply offers: `Reply YES or NO`, quoted, or in capitals."""
    text = _one_line(text)
    found = _listed(text)
    found.update(dict.fromkeys(re.findall(_CAPITALS, text)))
    found.update(dict.fromkeys(key for key in keys_offered(text) if key.isdecimal()))
    found.update(dict.fromkeys(re.findall(_ITEM, text)))
    return tuple(_likely(found))[:MOST]


def phrases_offered(prompt: str) -> tuple[str, ...]:
    """Return the words that a spoken prompt offers: `Say sales or support`, or quoted."""
    words = _likely(_listed(_one_line(prompt)))
    return tuple(word for word in words if not word.isdecimal())[:MOST]


def asks(text: str) -> bool:
    """Say whether a text asks for an answer."""
    return re.search(_ASKS, text[:LONGEST]) is not None


def answers_wanted(text: str) -> tuple[str, ...]:
    """Return answers to the question of a text, such as a postal code, a date or a number.

    A text that offers yes and no repeats what the caller has said: there is nothing to add.
    """
    text = _one_line(text)
    offered = {word.lower() for word in _listed(text)}
    if {"yes", "no"} <= offered or not asks(text):
        return ()
    found = [each for pattern, each in _WANTED if re.search(pattern, text)]
    if not found and (re.search(_NUMBER, text) or re.search(_BETWEEN, text)):
        found.append((number_wanted(text, None),))
    return tuple(dict.fromkeys(answer for each in found for answer in each))


def _one_line(text: str) -> str:
    return " ".join(text[:LONGEST].split())


def _listed(text: str) -> dict[str, None]:
    """Return the words after a verb, and the words in quotation marks, in order."""
    found: dict[str, None] = {}
    plain = re.sub(_MARKED, r"\1", text)
    for pattern in (_OFFERED, _CHOICE):
        for match in re.finditer(pattern, plain):
            words = re.findall(_WORD, match[1])
            if any(_likely(words[:1])):
                found.update(dict.fromkeys(words))
    for match in re.finditer(_EITHER, plain):
        found.update(dict.fromkeys(match.groups()))
    for match in re.finditer(_SINGLES, text):
        found.update(dict.fromkeys(map(_inner, re.findall(_SINGLE, match[0]))))
    found.update(dict.fromkeys(map(_inner, re.findall(_QUOTED, text))))
    return found


def _inner(quoted: str) -> str:
    """Return a quoted text without the punctuation of the sentence around it."""
    return quoted.strip().rstrip(".,;:!?") or quoted.strip()


def _likely(words: Iterable[str]) -> Iterator[str]:
    seen = set()
    for word in words:
        folded = word.lower()
        plain = word if len(word) == 1 else folded  # `A` is an answer
        if word and plain not in PLAIN and folded not in seen and len(word) <= 40:
            seen.add(folded)
            yield word
