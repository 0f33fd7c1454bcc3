"""Encodings: what can be read, what is worth a remark, and what is refused."""

import pytest

from twiml_check.read.twiml import read_twiml

TEXT = "<Response>\n<Say>{}</Say><Hangup a='1'/></Response>"


def declared(encoding: str, words: str = "") -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>{TEXT.format(words)}'


@pytest.mark.parametrize(
    ("name", "codec", "words"),
    [
        ("ISO-8859-1", "latin-1", "Café"),
        ("windows-1252", "cp1252", "“Café”"),
        ("koi8-r", "koi8-r", "Привет"),
        ("Shift_JIS", "shift_jis", "こんにちは"),
        ("GBK", "gbk", "你好"),
        ("EUC-KR", "euc_kr", "안녕"),
        ("UTF-16", "utf-16", "Café 😀"),
        ("UTF-16LE", "utf-16-le", "Café 😀"),
        ("utf8", "utf-8", "Café 😀"),
        ("windows-31j", "cp932", "①こんにちは"),
        ("windows-874", "cp874", "สวัสดี"),
    ],
)
def test_other_encodings_are_read_with_a_remark(name: str, codec: str, words: str) -> None:
    document = read_twiml(declared(name, words).encode(codec))
    assert document.root is not None
    assert document.root.children[0].text == words
    [fault] = document.faults
    assert fault.kind == "other-encoding"
    assert fault.location is not None
    assert (fault.location.line, fault.location.column) == (1, 31)
    assert fault.location.length == len(name)
    hangup = document.at(document.root.children[1])
    assert (hangup.line, hangup.column) == (2, len(f"<Say>{words}</Say>") + 1)


@pytest.mark.parametrize("text", [TEXT, declared("UTF-16")])
def test_utf16_needs_a_mark_or_a_declaration(text: str) -> None:
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        document = read_twiml(text.format("é").encode(codec))
        readable = codec == "utf-16" or text != TEXT
        assert (document.root is not None) is readable
        kind = "other-encoding" if readable else "bad-encoding"
        assert [fault.kind for fault in document.faults] == [kind]


@pytest.mark.parametrize("name", ["Shift_JIS", "GBK", "windows-1252", "ISO-8859-3", "windows-1253"])
def test_bytes_that_another_encoding_does_not_have_are_replaced(name: str) -> None:
    document = read_twiml(declared(name, "x").encode().replace(b">x<", b">a\xa5\xff\x81<"))
    assert document.root is not None
    assert "\ufffd" in document.root.children[0].text


def test_a_mark_of_utf8_before_another_encoding_is_passed_over() -> None:
    document = read_twiml(b"\xef\xbb\xbf" + declared("Shift_JIS", "こ").encode("shift_jis"))
    assert document.root is not None
    assert document.root.children[0].text == "こ"
    assert [fault.kind for fault in document.faults] == ["byte-order-mark", "other-encoding"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_versions_of_xml_that_are_read(version: str) -> None:
    text = declared("UTF-8", "é").replace("1.0", version)
    assert read_twiml(text.encode()).root is not None


def test_ascii_and_utf8_need_no_remark() -> None:
    assert read_twiml(declared("us-ascii", "x").encode()).faults == ()
    assert read_twiml(declared("Utf-8", "é").encode()).faults == ()


def test_one_byte_order_mark_is_a_remark() -> None:
    document = read_twiml(TEXT.format("é").encode("utf-8-sig"))
    assert document.root is not None
    [fault] = document.faults
    assert fault.kind == "byte-order-mark"
    assert document.source.text.startswith("<Response>")


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (TEXT.format("Café").encode("latin-1"), 2, 9),
        (b"<Response>Caf\xe9", 1, 14),
        (b"<Response a='\xc3\xa9\xff'/>", 1, 15),
        ("é<!-- \ud800 -->".encode("utf-8", "surrogatepass").replace(b"\xc3\xa9", b"<a/>"), 1, 10),
        (declared("us-ascii", "é").encode(), 2, 6),
        (declared("utf-16").encode(), 1, 31),
        (declared("UTF-8").encode("utf-16"), 1, 31),
        (declared("no-such").encode(), 1, 31),
        (declared("undefined").encode(), 1, 31),
        (declared("utf_8").encode(), 1, 31),
        (declared("latin-1").encode(), 1, 31),
        (declared("unicode_escape").encode(), 1, 31),
        (declared("rot13").encode(), 1, 31),
        (declared("cp037").encode(), 1, 31),
        (declared("utf-7").encode(), 1, 31),
        (declared("a" * 500).encode(), 1, 31),
        (TEXT.encode("utf-32"), 1, 1),
    ],
)
def test_what_cannot_be_decoded_is_placed(raw: bytes, line: int, column: int) -> None:
    document = read_twiml(raw)
    assert document.root is None
    [fault] = document.faults
    assert fault.location is not None
    place = (fault.location.line, fault.location.column)
    assert (fault.kind, place) == ("bad-encoding", (line, column))


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (TEXT.format("é").encode(), "iso-8859-1"),
        (TEXT.format("é").encode(), "no-such\x1b[31m"),
        (TEXT.format("é").encode(), ""),
        (declared("ISO-8859-1", "é").encode("latin-1"), "utf-8"),
        (TEXT.format("é").encode("utf-16"), "utf-8"),
    ],
)
def test_another_charset_in_the_header_is_a_remark(raw: bytes, charset: str) -> None:
    document = read_twiml(raw, charset)
    assert document.root is not None
    assert document.root.children[0].text == "é"
    fault = document.faults[-1]
    assert fault.kind == "charset-mismatch"
    assert fault.message.isprintable()
    assert fault.location is not None
    assert document.source.lines[fault.location.line - 1][fault.location.column - 1] == "é"


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (TEXT.format("é").encode(), "UTF8"),
        (TEXT.format("é").encode(), '"utf-8"'),
        (TEXT.format("e").encode(), "iso-8859-1"),
        (declared("ISO-8859-1", "é").encode("latin-1"), "latin1"),
        (TEXT.format("é").encode("utf-16"), "utf-16"),
        (declared("Shift_JIS", "あ").encode("shift_jis"), "shift-jis"),
    ],
)
def test_the_same_charset_or_plain_ascii_is_none(raw: bytes, charset: str) -> None:
    kinds = [fault.kind for fault in read_twiml(raw, charset).faults]
    assert "charset-mismatch" not in kinds
