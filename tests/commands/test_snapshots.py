"""--save and --compare: what was answered, and what has become of it, on real servers."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.commands.calling import call, json_report, refusal, rules, shell, webhook
from tests.servers import Received, http_reply

GOLD = b"<Response><Message>Gold</Message></Response>"
SILVER = b"<Response><Message>Silver</Message></Response>"


def site(
    chest: bytes = GOLD, comment: str = "production", swapped: bool = False
) -> Callable[[Received], bytes]:
    """A webhook that says its own address and the message's SID, and leads to a chest."""

    def answer(request: Received) -> bytes:
        if request.path == "/door":
            return http_reply(b"", "Location: /chest", status="307 Temporary Redirect")
        if request.path == "/chest":
            return http_reply(chest)
        host, sid = request.header("Host"), parse_qs(request.body.decode())["MessageSid"][0]
        named = [f'action="http://{host}/next?m={sid}"', 'method="GET"']
        written = "  ".join(named[::-1] if swapped else named)
        return http_reply(
            f"<Response><!-- {comment} -->\n\n <Message {written}>For   {sid}</Message>"
            f"<Redirect>/door</Redirect></Response>".encode()
        )

    return answer


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A snapshot of the site in production."""
    file = tmp_path / "prod.json"
    with webhook(site()) as hook:
        assert call("-q", "--save", file, hook.url("/sms")).status == 0
    return file


def test_another_server_with_the_same_answers_passes(kept: Path) -> None:
    with webhook(site(comment="staging", swapped=True)) as hook:
        report = json_report("--compare", kept, hook.url("/sms"), status=0)
    comparison = report["targets"][0]["comparison"]
    assert comparison == {"file": str(kept), "state": "same", "diff": []}
    assert report["missing"] == []


def test_staging_against_production_in_one_command(tmp_path: Path) -> None:
    with webhook(site()) as production, webhook(site(SILVER)) as staging:
        pair = "$TOOL -q --save {0} {1} && $TOOL --compare {0} {2}"
        file = tmp_path / "prod.json"
        same = shell(pair.format(file, production.url(), production.url()))
        other = shell(pair.format(file, production.url(), staging.url()))
    assert (same.status, same.err, other.status, other.err) == (0, "", 1, "")


def test_a_difference_fails_and_is_shown(kept: Path) -> None:
    with webhook(site(SILVER)) as hook:
        text = call("--compare", kept, hook.url("/sms"))
        report = json_report("--compare", kept, hook.url("/sms"), status=1)
    assert (text.status, text.err) == (1, "")
    lines = text.out.splitlines()
    start = lines.index(f"--- {kept}")
    assert lines[start + 1] == f"+++ {hook.url('/sms')}"
    assert "-  <Message>Gold</Message>" in lines[start:]
    assert "+  <Message>Silver</Message>" in lines[start:]
    assert "error[changed-answer]: hop 3 differs from" in text.out
    (target,) = report["targets"]
    assert [each for each in rules(report) if each == "changed-answer"] == ["changed-answer"]
    assert target["findings"][-1]["hop"] == 3
    assert target["comparison"]["state"] == "changed"
    assert "+  <Message>Silver</Message>" in target["comparison"]["diff"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--fail-on", "never"], 0),
        (["--ignore", "changed-answer"], 0),
        (["--select", "changed-answer"], 1),
        (["--select", "unknown-attribute"], 0),
        (["--fail-on", "warning", "--select", "changed-answer"], 1),
    ],
)
def test_it_is_a_finding_like_others(kept: Path, options: list[str], status: int) -> None:
    with webhook(site(SILVER)) as hook:
        assert call("-q", "--compare", kept, *options, hook.url("/sms")).status == status


def test_every_report_names_it(kept: Path, tmp_path: Path) -> None:
    formats = ["junit", "sarif", "github", "gitlab", "markdown", "html"]
    asked = [f"--report={name}={tmp_path / name}" for name in formats]
    with webhook(site(SILVER)) as hook:
        assert call("-q", "--compare", kept, *asked, hook.url("/sms")).status == 1
    for name in formats:
        assert "changed-answer" in (tmp_path / name).read_text(), name


def test_statuses_and_ways_count(kept: Path) -> None:
    def shorter(request: Received) -> bytes:
        if request.path == "/door":
            return http_reply(GOLD)
        return site()(request)

    with webhook(shorter) as hook:
        report = json_report("--compare", kept, hook.url("/sms"), status=1)
    finding = report["targets"][0]["findings"][-1]
    assert "hop 2 differs from" in finding["message"]
    diff = report["targets"][0]["comparison"]["diff"]
    assert "-hop 2: twiml-redirect POST /door, 307, redirect" in diff
    assert "+hop 2: twiml-redirect POST /door, 200, twiml" in diff


def test_targets_that_are_new_or_missing_are_named(tmp_path: Path) -> None:
    file = tmp_path / "prod.json"
    with webhook() as hook:
        assert call("-q", "--save", file, hook.url("/a"), hook.url("/b?x=1")).status == 0
        done = call("--compare", file, hook.url("/a"), hook.url("/c"))
        report = json.loads(
            call("--format=json", "--compare", file, hook.url("/a"), hook.url("/c")).out
        )
        other = call("-q", "--compare", file, "--event", "whatsapp", hook.url("/a"))
    assert done.status == 1
    assert f"error[new-target]: {file} has no target /c (sms)" in " ".join(done.out.split())
    assert done.err == f"twiml-check: {file} has targets that were not checked: /b?x=1\n"
    assert report["missing"] == ["/b?x=1"]
    assert [each["comparison"]["state"] for each in report["targets"]] == ["same", "new"]
    assert other.status == 1


def verdicts(*arguments: str | Path) -> list[str]:
    report = json.loads(call("--format=json", *arguments).out)
    return [target["verdict"] for target in report["targets"]]


def test_targets_that_are_alike_are_found_by_their_order(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    with webhook(GOLD) as gold, webhook(SILVER) as silver:
        one, other = gold.url(), silver.url()
        assert call("-q", "--save", file, one, other).status == 0
        assert verdicts("--compare", file, one, other) == ["pass", "pass"]
        assert verdicts("--compare", file, other, one) == ["fail", "fail"]
        assert verdicts("--compare", file, other) == ["pass"]  # which of them it is nobody knows
        alone = call("-q", "--compare", file, other)
        assert verdicts("--compare", file, "--shard", "2/2", one, other) == ["pass"]
        assert verdicts("--compare", file, one, other, one) == ["pass", "pass", "fail"]
        text = call("--compare", file, one, other, one).out
    assert alone.err == f"twiml-check: {file} has targets that were not checked: /sms\n"
    assert f"error[new-target]: {file} has no further target /sms (sms)" in " ".join(text.split())


def test_documents_of_one_check_are_found_by_their_order(tmp_path: Path) -> None:
    (tmp_path / "menus").mkdir()
    pages = [tmp_path / "menus" / name for name in ("a.twiml", "b.twiml")]
    for page, content in zip(pages, (GOLD, SILVER), strict=True):
        page.write_bytes(content)
    suite = tmp_path / "twiml-check.toml"
    suite.write_text('[[check]]\nname = "menus"\ntarget = "menus"\nevent = "sms"\n')
    assert call("run", suite, "--save", "kept.json", cwd=tmp_path).status == 0
    assert call("run", suite, "--compare", "kept.json", cwd=tmp_path).status == 0
    pages[1].write_bytes(GOLD)
    changed = call("run", suite, "--compare", "kept.json", cwd=tmp_path)
    assert changed.status == 1
    assert changed.out.count("error[changed-answer]") == 1
    with suite.open("a") as more:
        more.write('ignore = [{ rule = "changed-answer", reason = "it is what it is" }]\n')
    assert call("run", suite, "--compare", "kept.json", cwd=tmp_path).status == 0


def test_documents_have_snapshots_too(tmp_path: Path) -> None:
    file, document = tmp_path / "kept.json", tmp_path / "menu.twiml"
    document.write_bytes(b"<Response><Say>One</Say></Response>")
    assert call("-q", "--save", "kept.json", "menu.twiml", cwd=tmp_path).status == 0
    document.write_bytes(b"<Response>\n  <Say>One</Say>\n</Response>\n")
    assert call("-q", "--compare", "kept.json", "menu.twiml", cwd=tmp_path).status == 0
    document.write_bytes(b"<Response>\n  <Say>Two</Say>\n</Response>\n")
    assert call("-q", "--compare", "kept.json", "menu.twiml", cwd=tmp_path).status == 1
    assert json.loads(file.read_text())["targets"][0]["target"] == "menu.twiml"


def test_what_saves_the_same_is_the_same_file(tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        with webhook(site()) as hook:
            call("-q", "--save", file, hook.url("/sms"), hook.url("/other"))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_compare_and_save_at_once_brings_it_up_to_date(kept: Path) -> None:
    with webhook(site(SILVER)) as hook:
        assert call("-q", "--compare", kept, "--save", kept, hook.url("/sms")).status == 1
        assert call("-q", "--compare", kept, hook.url("/sms")).status == 0


def test_a_suite_finds_its_checks_by_name(tmp_path: Path) -> None:
    (tmp_path / "twiml-check.toml").write_text(
        '[[check]]\nname = "door"\ntarget = "/sms"\n\n'
        '[[check]]\nname = "one"\ntarget = "/chest"\nparams = { Digits = "1" }\n\n'
        '[[check]]\nname = "any"\ntarget = "/chest"\n'
        'ignore = [{ rule = "changed-answer", reason = "it is what it is" }]\n'
    )

    def below(folder: str, chest: bytes = GOLD) -> Callable[[Received], bytes]:
        def answer(request: Received) -> bytes:
            path = request.path.removeprefix(folder)
            if path == "/sms":
                return http_reply(
                    f"<Response><Redirect>{folder}/chest</Redirect></Response>".encode()
                )
            return http_reply(chest)

        return answer

    def run(hook_url: str, *options: str) -> int:
        return call("run", "-q", "--base-url", hook_url, *options, cwd=tmp_path).status

    with webhook(below("")) as production, webhook(below("/stage/v2")) as staging:
        assert run(production.url(""), "--save", "prod.json") == 0
        assert run(staging.url("/stage/v2"), "--compare", "prod.json") == 0
        assert run(staging.url("/stage/v2"), "--compare", "prod.json", "--only", "one") == 0
    names = [each["target"] for each in json.loads((tmp_path / "prod.json").read_text())["targets"]]
    assert names == ["door", "one", "any"]
    with webhook(below("", SILVER)) as changed:
        report = call("run", "--format=json", "--base-url", changed.url(""), "--compare",
                      "prod.json", cwd=tmp_path)  # fmt: skip
    verdicts = [each["verdict"] for each in json.loads(report.out)["targets"]]
    assert verdicts == ["fail", "fail", "pass"]


def test_what_one_server_keeps_in_a_cookie_hides_nothing_of_another(tmp_path: Path) -> None:
    def answer(request: Received) -> bytes:
        said = b"<Response><Message>Welcome to Acme1234</Message></Response>"
        return http_reply(said, *["Set-Cookie: tenant=Acme1234"] * (request.path == "/a"))

    with webhook(answer) as hook:
        kept = tmp_path / "snapshot.json"
        assert call("-j", "1", hook.url("/a"), hook.url("/b"), "--save", kept).status == 0
        assert "Welcome to Acme1234" in kept.read_text()
        assert call(hook.url("/b"), "--compare", kept).status == 0


def test_no_secret_is_kept(tmp_path: Path) -> None:
    def answer(request: Received) -> bytes:
        signature, login = request.header("X-Twilio-Signature"), request.header("Authorization")
        return http_reply(
            f"<Response><Message>{signature} {login}</Message>"
            "<Redirect>http://ann:open-sesame@127.0.0.1:9/x</Redirect></Response>".encode()
        )

    file = tmp_path / "kept.json"
    with webhook(answer) as hook:
        url = hook.url("/sms").replace("//", "//bob:abracadabra@")
        call("-q", "--auth-token", "0123456789abcdef", "--save", file, url)
    text = file.read_text()
    assert "***" in text
    signature = next(
        value for name, value in hook.received[0].headers if name == "X-Twilio-Signature"
    )
    for secret in ("sesame", "abracadabra", "Ym9iOm", "0123456789abcdef", signature):
        assert secret not in text


@pytest.mark.parametrize("content", [b"{}", b"precious", b'{"schema": "twiml-check/1"}'])
def test_nothing_but_a_snapshot_is_overwritten(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "precious.json"
    file.write_bytes(content)
    with webhook() as hook:
        said = refusal("--save", file, hook.url())
        assert hook.received == []
    assert said.startswith("--save overwrites only snapshots, and ")
    assert file.read_bytes() == content


def test_an_empty_file_is_nothing_to_lose(tmp_path: Path) -> None:
    file = tmp_path / "made-by-mktemp.json"
    file.touch()
    with webhook() as hook:
        assert call("-q", "--save", file, hook.url()).status == 0
    assert file.stat().st_size > 0


def test_it_cannot_be_written_where_a_report_or_a_document_is(tmp_path: Path) -> None:
    document = tmp_path / "a.twiml"
    document.write_bytes(b"<Response/>")
    assert "not a snapshot" in refusal("--save", document, document)
    assert "both" in refusal("--save", tmp_path / "x", "-o", tmp_path / "x", document)
    assert "folder" in refusal("--save", tmp_path / "no" / "x", document)
    assert "name of a file" in refusal("--save", "-", document)
    assert "--dry-run" in refusal("--dry-run", "--save", tmp_path / "x", "http://127.0.0.1:9/")
    assert os.listdir(tmp_path) == ["a.twiml"]


TARGET = '{"target": "/", "event": "sms", "hops": [%s]}'
HOP = '{"via":"webhook","method":"POST","url":"/","status":%s,"error":"","kind":"","answer":%s}'


def whole(targets: str) -> str:
    return f'{{"schema": "twiml-check-snapshot/1", "targets": {targets}}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b"9" * 10_000,
        b"null",
        b"[]",
        b'{"schema": "twiml-check-snapshot/2", "targets": []}',
        whole("{}").encode(),
        whole("[1]").encode(),
        whole('[{"target": 1}]').encode(),
        whole(f"[{TARGET % 1}]").encode(),
        whole(f"[{TARGET % (HOP % ('true', '[]'))}]").encode(),
        whole(f"[{TARGET % (HOP % (200, '[1]'))}]").encode(),
        whole(f"[{TARGET % (HOP % ('NaN', '[]'))}]").encode(),
    ],
)
def test_a_hostile_snapshot_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    assert "is not a snapshot" in refusal("--compare", file, "http://127.0.0.1:9/")


def test_files_that_are_none(tmp_path: Path) -> None:
    for file in (tmp_path, tmp_path / "none", "a\nb"):
        assert "cannot read " in refusal("--compare", file, "http://127.0.0.1:9/")
    told = refusal("--compare", "/dev/zero", "http://127.0.0.1:9/")
    assert told == "cannot read /dev/zero: it is a device"


def test_a_snapshot_cannot_play_with_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    evil = json.dumps(["\x1b[2J", "a\nb", "\ud800", "[red]x[/red]", "\u202e", "http://a:pw@b/"])
    file.write_text(whole(f"[{TARGET % (HOP % (10**4000, evil))}]"))
    with webhook() as hook:
        for name in ("text", "json", "html", "github", "markdown"):
            result = call("--format", name, "--compare", file, hook.url("/"))
            assert (result.status, result.err) == (1, "")
            assert "\x1b" not in result.out
            assert "\u202e" not in result.out
            assert "pw" not in result.out


def test_large_answers_are_compared_in_time(tmp_path: Path) -> None:
    def lines(word: str) -> bytes:
        return b"<Response>" + f"<Say>{word}</Say><Pause/>".encode() * 2_500 + b"</Response>"

    file = tmp_path / "kept.json"
    with webhook(lines("a")) as hook:
        call("-q", "--event", "voice", "--save", file, hook.url())
    with webhook(lines("b")) as hook:
        report = json_report("--event", "voice", "--compare", file, hook.url(), status=1)
        text = call("--event", "voice", "--compare", file, hook.url()).out
    diff = report["targets"][0]["comparison"]["diff"]
    assert diff.count("-  <Say>a</Say>") == diff.count("+  <Say>b</Say>") == 2_500
    assert "lines more" in text


def test_thousands_of_levels(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    deep = b"<Response>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</Response>"
    with webhook(deep) as hook:
        call("-q", "--save", file, hook.url())
        report = json_report("--select=changed-answer", "--compare", file, hook.url(), status=0)
    assert report["targets"][0]["comparison"]["state"] == "same"


def test_parts_of_a_comparison_can_be_merged(tmp_path: Path) -> None:
    file, parts = tmp_path / "kept.json", [tmp_path / "1.json", tmp_path / "2.json"]
    with webhook(site()) as hook:
        urls = [hook.url(path) for path in ("/sms", "/chest", "/other")]
        assert call("-q", "--save", file, *urls).status == 0
        for number, part in enumerate(parts, 1):
            shard = f"--shard={number}/2"
            call(shard, "--format=json", "-o", part, "--compare", file, *urls[:2])
    merged = json_report("merge", *parts, status=0)
    assert [each["comparison"]["state"] for each in merged["targets"]] == ["same", "same"]
    assert merged["missing"] == ["/other"]


def test_a_report_does_not_overwrite_the_snapshot_it_is_about(kept: Path) -> None:
    before = kept.read_bytes()
    with webhook(site()) as hook:
        for option in (("-o", kept), ("--report", f"json={kept}")):
            assert "is being checked" in refusal("--compare", kept, *option, hook.url("/sms"))
        assert hook.received == []
        assert kept.read_bytes() == before
        assert call("-q", "--compare", kept, "--save", kept, hook.url("/sms")).status == 0


def test_a_cookie_changes_no_name_of_a_target(tmp_path: Path) -> None:
    visits = ["0b5b8c4e-8d9d-4a57-9d7c-1a2b3c4d5e6f", "7f3a9c21-5e44-4c0d-8b1a-9e8d7c6b5a40"]

    def site(*cookies: str) -> Callable[[Received], bytes]:
        return lambda request: http_reply(
            f"<Response><Say>{request.path}</Say></Response>".encode(), *cookies
        )

    kept = tmp_path / "snapshot.json"
    urls = [f"/start?visit={visit}" for visit in visits]
    with webhook(site(*(f"Set-Cookie: c{visit[0]}={visit}" for visit in visits))) as hook:
        assert call(*map(hook.url, urls), "--event", "voice", "--save", kept).status == 0
    with webhook(site()) as hook:
        again = call(*map(hook.url, reversed(urls)), "--event", "voice", "--compare", kept)
    assert again.status == 0, again.out
