"""What a voice speaks, and where a dialled call is reported to: hints, and where there are none."""

import pytest

from tests.rules.telling import answer, hop, kind, said, said_of

HINTS = {"foreign-language", "markup-for-basic-voice", "relative-status-callback"}


def hinted(content: str) -> list[tuple[str, str, int | None]]:
    return [kind(each) for each in said("voice", f"<Response>{content}</Response>", HINTS)]


@pytest.mark.parametrize(
    ("voice", "language"),
    [
        ("Google.en-US-Neural2-A", "de-DE"),
        ("Google.cmn-CN-Wavenet-A", "ja-JP"),
        (" Google.fr-FR-Chirp3-HD-Aoede ", "es"),
    ],
)
def test_a_voice_of_another_language(voice: str, language: str) -> None:
    said_so = hinted(f'<Say voice="{voice}" language="{language}">a</Say>')
    assert said_so == [("foreign-language", "info", None)]


@pytest.mark.parametrize(
    "attributes",
    [
        'voice="Google.en-US-Neural2-A" language="en-GB"',
        'voice="Google.cmn-CN-Wavenet-A" language="zh-CN"',
        'voice="Google.nb-NO-Wavenet-A" language="no"',
        'voice="Google.en-US-Neural2-A"',
        'voice="Google.en-US-Neural2-A" language=""',
        'voice="Google.somebody" language="de-DE"',
        'voice="Polly.Joanna" language="de-DE"',
        'voice="woman" language="de-DE"',
        'language="de-DE"',
    ],
)
def test_a_voice_that_may_speak_it(attributes: str) -> None:
    assert hinted(f"<Say {attributes}>a</Say>") == []


@pytest.mark.parametrize("voice", ["man", "woman"])
def test_markup_for_a_basic_voice(voice: str) -> None:
    said_so = hinted(f'<Say voice="{voice}">a<break/><break/>b</Say>')
    assert said_so == [("markup-for-basic-voice", "info", None)]


@pytest.mark.parametrize("attributes", ["", 'voice="Polly.Joanna"', 'voice="alice"'])
def test_markup_for_another_voice(attributes: str) -> None:
    assert hinted(f"<Say {attributes}>a<break/>b</Say>") == []
    assert hinted('<Say voice="man">a</Say>') == []


@pytest.mark.parametrize("noun", ["Number", "Client", "Sip", "WhatsApp"])
@pytest.mark.parametrize("url", ["/s", "s?a=1", "../s"])
def test_a_relative_status_callback(noun: str, url: str) -> None:
    content = f'<Dial><{noun} statusCallback="{url}">joe</{noun}></Dial>'
    level, code = ("error", 21609) if noun == "Number" else ("info", None)
    assert hinted(content) == [("relative-status-callback", level, code)]
    served = answer(f"<Response>{content}</Response>".encode())
    assert len(said_of(hop("voice", served), HINTS)) == 1


@pytest.mark.parametrize(
    "content",
    [
        '<Dial><Number statusCallback="https://example.com/s">1</Number></Dial>',
        '<Dial><Number statusCallback="//example.com/s">1</Number></Dial>',
        '<Dial><Number statusCallback="htp:/s">1</Number></Dial>',  # an error already
        '<Dial><Number statusCallback="">1</Number></Dial>',
        '<Dial><Number statusCallback="{{url}}">1</Number></Dial>',
        '<Dial><Number url="/whisper">1</Number></Dial>',
        '<Dial><Conference statusCallback="/s">Room</Conference></Dial>',
    ],
)
def test_other_callbacks(content: str) -> None:
    assert hinted(content) == []


@pytest.mark.parametrize(
    ("voice", "meant"),
    [
        ("Polly.Joana", "Polly.Joanna"),
        ("Polly.Mathew-Neural", "Polly.Matthew-Neural"),
        ("polly.Joanna", "Polly.Joanna"),
        ("Poly.Joanna", "Polly.Joanna"),
        ("Google.en-US-Wavnet-D", "Google.en-US-Wavenet-D"),
    ],
)
def test_a_voice_with_a_slip(voice: str, meant: str) -> None:
    [found] = said("voice", f'<Response><Say voice="{voice}">a</Say></Response>', {"unknown-voice"})
    assert kind(found) == ("unknown-voice", "info", None)
    assert f'"{meant}"' in found.help


@pytest.mark.parametrize(
    "voice",
    [
        *("Polly.Joanna", "Polly.Joanna-Neural", "Polly.Somebody", "Polly.", "Polly.Jon"),
        *("Google.en-US-Chirp3-HD-Aoede", "Google.en-US-Chirp4-HD-Aoede", "Google.en-US-Studio-O"),
        *("ElevenLabs.abc", "Google.", "Polly.{{name}}", "a." * 4000, "man", "alice"),
    ],
)
def test_a_voice_that_is_known_or_new(voice: str) -> None:
    document = f'<Response><Say voice="{voice}">a</Say></Response>'
    assert said("voice", document, {"unknown-voice"}) == []
