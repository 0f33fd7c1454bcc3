"""`run`: the checks of a suite, against real webhooks."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account.rest import NUMBER, Account, api, environment, number
from tests.commands.calling import (
    MISSPELT,
    REPLY,
    UNREACHED,
    Webhook,
    call,
    json_report,
    one_line,
    refusal,
    webhook,
)
from tests.servers import Received, http_reply

PAGES = {
    "/sms": b"<Response><Message>The first door</Message><Redirect>/door</Redirect></Response>",
    "/app/sms": b"<Response><Message>Below</Message></Response>",
    "/chest": b"<Response><Message>Gold</Message></Response>",
    "/broken": MISSPELT,
    "/voice": b"<Response><Say>Hello</Say></Response>",
}
BROKEN = 'target = "/broken"\nevent = "voice"'
TOKEN = "0123456789abcdef0123456789abcdef"
CHAIN = 'target = "/sms"\nexpect_chain = ["/sms", "/door", "/chest"]'


def answered(request: Received) -> bytes:
    path = request.path.partition("?")[0]
    if path == "/door":
        return http_reply(b"", "Location: /chest", status="307 Temporary Redirect")
    return http_reply(PAGES.get(path, REPLY))


def written(folder: Path, *checks: str, before: str = "") -> Path:
    """A suite of these checks; its first line is empty."""
    file = folder / "twiml-check.toml"
    file.write_text(f"\n{before}" + "".join(f"[[check]]\n{check}\n" for check in checks))
    return file


def run(file: Path, hook: Webhook, *options: str, status: int = 0, **more: Any) -> dict[str, Any]:
    return json_report("run", file, "--base-url", hook.url(""), *options, status=status, **more)


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {target["name"]: target["verdict"] for target in report["targets"]}


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        ('target = "/sms"', "pass"),
        ('target = "/broken"\nevent = "voice"', "fail"),
        ('target = "/broken"\nevent = "voice"\nverdict = "fail"', "pass"),
        ('target = "/voice"\nevent = "voice"\nverdict = "fail"', "fail"),
        ('target = "/sms"\nmax_hops = 1', "undecided"),
        ('target = "/sms"\nmax_hops = 1\nverdict = "fail"', "undecided"),
        (CHAIN, "pass"),
        (f"{CHAIN}\nmax_hops = 1", "undecided"),
        ('target = "/sms"\nexpect_chain = ["/sms", "/door"]', "fail"),
        ('target = "/sms"\nexpect = ["Message", "Redirect"]\nexpect_text = ["first"]', "pass"),
        ('target = "/sms"\nexpect = ["Message", "Dial"]', "fail"),
        ('target = "/sms"\nexpect_any_hop = ["Gather"]', "fail"),
        ('target = "/sms"\nmax_time = "1m"', "pass"),
        ('target = "/sms"\nmax_time = 0.001', "fail"),
        ('target = "/broken"\nevent = "voice"\nignore = { unknown-attribute = "ours" }', "pass"),
        (f"{BROKEN}\n[[check.ignore]]\nrule = 'unknown-attribute'\nreason = 'ours'", "pass"),
        ('target = "/broken"\nevent = "voice"\nselect = ["dtd"]', "pass"),
        ('target = "/broken"\nevent = "voice"\nfail_on = "never"', "pass"),
        ('target = "answer.xml"', "pass"),
        ('target = "answer.xml"\nevent = "sms"', "fail"),
    ],
)
def test_a_check_and_its_verdict(tmp_path: Path, check: str, verdict: str) -> None:
    (tmp_path / "answer.xml").write_bytes(b"<Response><Say>Hello</Say></Response>")
    file = written(tmp_path, f'name = "it"\n{check}')
    with webhook(answered) as hook:
        status = ["pass", "fail", "", "undecided"].index(verdict)
        report = run(file, hook, status=status)
    assert verdicts(report) == {"it": verdict}


def test_what_is_sent(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'target = "/sms"\nmethod = "get"\nfrom = "+15005550001"\nbody = ""\n'
        'params = { MediaUrl0 = "https://x.example/a", NumMedia = 1, Odd = "${NOT${ODD}" }'.replace(
            "${NOT", "$${NOT"
        ),
        'target = "/two"\nno_params = ["Body"]\npublic_url = "https://shop.example/two"',
        before=f'[defaults]\nparams = {{ NumMedia = "0" }}\nauth_token = "{TOKEN}"\n',
    )
    with webhook() as hook:
        run(file, hook, env={"ODD": "${HOME}"}, status=0)
    first, second = sorted(hook.received, key=lambda request: request.path)  # at the same time
    assert first.method == "GET"
    for part in ("From=%2B15005550001", "NumMedia=1", "Odd=%24%7BNOT%24%7BHOME%7D", "Body=&"):
        assert part in f"{first.path}&"
    assert b"NumMedia=0" in second.body
    assert b"Body=" not in second.body
    assert second.header("Host") == "shop.example"
    sent = [pair.split(b"=") for pair in second.body.split(b"&")]
    params = {unquote_plus(name.decode()): unquote_plus(value.decode()) for name, value in sent}
    signature = second.header("X-Twilio-Signature") or ""
    assert RequestValidator(TOKEN).validate("https://shop.example/two", params, signature)


def test_the_same_suite_elsewhere(tmp_path: Path) -> None:
    file = written(tmp_path, CHAIN, before='base_url = "${NOT_SET}"\n')
    assert one_line(call("run", file).err).endswith(
        ":2: the environment variable NOT_SET is not set"
    )
    with webhook(answered) as here, webhook(answered) as there:
        assert call("run", file, env={"NOT_SET": here.url("")}).status == 0
        assert call("run", file, "--base-url", there.url("/")).status == 0
        assert call("run", file, env={"TWIML_CHECK_BASE_URL": there.url("")}).status == 0
    assert [len(here.received), len(there.received)] == [3, 6]


def test_a_base_with_a_path(tmp_path: Path) -> None:
    check = 'target = "/sms"\nexpect_text = ["Below"]\nexpect_chain = ["/sms"]'
    file = written(tmp_path, check)
    with webhook(answered) as hook:
        assert call("run", file, "--base-url", hook.url("/app")).status == 0
        assert call("run", file, "--base-url", hook.url("/app/")).status == 0


def test_names_and_lines_are_in_every_report(tmp_path: Path) -> None:
    broken = 'target = "/broken"\nevent = "voice"'
    file = written(tmp_path, f'name = "menu"\n{broken}', broken)
    reports = {name: tmp_path / name for name in ("junit", "sarif", "github", "text")}
    options = [f"--report={name}={path}" for name, path in reports.items()]
    with webhook(answered) as hook:
        report = run(file, hook, *options, status=1, cwd=tmp_path)
    assert list(verdicts(report)) == ["menu", "/broken"]
    cases = ET.parse(reports["junit"]).iter("testcase")
    assert [case.get("name") for case in cases] == ["menu", "/broken"]
    (log,) = json.loads(reports["sarif"].read_text())["runs"]
    regions = [each["locations"][0]["physicalLocation"] for each in log["results"]]
    places = [(each["artifactLocation"]["uri"], each["region"]["startLine"]) for each in regions]
    assert places == [("twiml-check.toml", 2), ("twiml-check.toml", 6)]
    commands = reports["github"].read_text()
    assert "file=twiml-check.toml,line=2," in commands
    assert "file=twiml-check.toml,line=6," in commands
    assert "FAIL  menu (http://127.0.0.1:" in reports["text"].read_text()


def test_a_failure_as_expected_says_so(tmp_path: Path) -> None:
    file = written(tmp_path, 'name = "old"\ntarget = "/broken"\nevent = "voice"\nverdict = "fail"')
    with webhook(answered) as hook:
        result = call("run", file, "--base-url", hook.url(""))
    lines = result.out.splitlines()
    assert result.status == 0
    assert "met     the verdict FAIL" in lines
    assert lines[-1].startswith("PASS  old (http://127.0.0.1:")
    assert "1 error. It fails, as expected. Twilio would" in lines[-1]


def test_only_some(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'name = "one"\ntarget = "/1"\ntags = ["smoke"]',
        'name = "two"\ntarget = "/2"\nauth_token = "${NOT_SET}"',
        'name = "three"\ntarget = "/3"\ntags = ["smoke", "slow"]',
    )
    with webhook() as hook:
        assert list(verdicts(run(file, hook, "--only", "three", "--only", "one"))) == [
            "one",
            "three",
        ]
        assert list(verdicts(run(file, hook, "--tag", "slow"))) == ["three"]
        assert list(verdicts(run(file, hook, "--tag", "smoke", "--only", "one"))) == ["one"]
        assert list(verdicts(run(file, hook, env={"TWIML_CHECK_TAG": "slow"}))) == ["three"]
    assert "did you mean" in refusal("run", file, "--only", "thre")
    assert "did you mean" in refusal("run", file, "--tag", "slwo")


def test_found_upwards(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "answer.xml").write_bytes(b"<Response/>")
    written(tmp_path, 'name = "here"\ntarget = "answer.xml"')
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    (target,) = json_report("run", status=0, cwd=below)["targets"]
    assert target["target"] == "../../answer.xml"
    project = tmp_path / "a" / "pyproject.toml"
    project.write_text('[[tool.twiml-check.check]]\nname = "project"\ntarget = "../answer.xml"\n')
    assert verdicts(json_report("run", status=0, cwd=below)) == {"project": "pass"}
    assert verdicts(json_report("run", project, status=0)) == {"project": "pass"}
    assert verdicts(json_report("run", tmp_path, status=0, cwd=below)) == {"here": "pass"}


def test_a_strange_project_on_the_way_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "answer.xml").write_bytes(b"<Response/>")
    written(tmp_path, 'target = "answer.xml"')
    below = tmp_path / "a"
    below.mkdir()
    (below / "pyproject.toml").write_text("= broken")
    assert call("run", cwd=below).status == 0
    (below / "pyproject.toml").write_text("[tool]\ntwiml-check = 1\n")
    assert (
        refusal("run", cwd=below) == "pyproject.toml:2: twiml-check must be a table, not a number"
    )


def test_a_number(tmp_path: Path) -> None:
    file = written(tmp_path, f'name = "number"\ntarget = "{NUMBER}"\nevent = "sms"')
    with webhook() as hook:
        rented = Account([number(sms_url=hook.url("/sms"), sms_method="POST")])
        with api(rented.answer) as url:
            report = json_report("run", file, status=0, env=environment(url))
    assert [(each["name"], each["target"]) for each in report["targets"]] == [("number", NUMBER)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", ':1: "x" is not a key of a suite'),
        ("\nbase_url = ", ":2: not valid TOML: invalid value"),
        ('[[check]]\ntarget = "/x"', ":2: /x: a path needs a base_url in the file, or --base-url"),
        ('[[check]]\ntarget = "-"', ":2: no such file: "),
        ('[[check]]\ntarget = "no/*.xml"', ":2: no file matches no/*.xml; a path of base_url"),
        ('[[check]]\ntarget = "sms"', "a path of base_url begins with /"),
        ('[[check]]\ntarget = "\\u0000"', ":2: no such file: "),
        ('[[check]]\ntarget = "http://a b"', ":2: http://a b cannot be used: it has a space in it"),
        ('[[check]]\ntarget = "+1"', ":2: +1 is not a phone number"),
        ('[[check]]\ntarget = "${A-}"', ":2: write a variable as ${NAME}"),
        ('base_url = "x"\n[[check]]\ntarget = "/x"', ":1: base_url cannot be used: it has no http"),
        ('base_url = "http://x?a"\n[[check]]\ntarget = "/x"', ":1: base_url must end with a path"),
    ],
)
def test_a_faulty_suite_is_told_by_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "twiml-check.toml"
    file.write_text(text)
    line = refusal("run", cwd=tmp_path)
    assert line.startswith("twiml-check.toml")
    assert said in line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('event = "smss"', 'there is no event "smss"; did you mean sms'),
        ('event = "list"', "list is not an event"),
        ('method = "PUT"', 'method: expected POST or GET, got "PUT"'),
        ('expect = ["a["]', 'expect "a[": the XPath ends too early'),
        ('expect_chain = ["sms"]', "expect_chain must be a list of paths that begin with /"),
        ('ignore = { dtdd = "x" }', 'there is no rule "dtdd"; did you mean dtd'),
        ('select = ["dtdd"]', 'there is no rule "dtdd"; did you mean dtd'),
        ('public_url = "x"', "public_url cannot be used"),
        ("max_hops = 0", "'max_hops': 0 is not in the range"),
        ('fail_on = "x"', "'fail_on': 'x' is not one of"),
        ("inline = true", "--inline applies to documents"),
        ('fallback = "http://x.example"\nevent = "call-status"', "Twilio uses no fallback URL"),
        ('params = { A = "${NOT_SET}" }', "the environment variable NOT_SET is not set"),
        ('auth_token = "${EMPTY}"', "auth_token: the value from the environment is not valid"),
        ('event = "${SECRET}"', "event: the value from the environment is not valid"),
        ('expect = ["${SECRET}["]', "expect: the value from the environment is not valid"),
    ],
)
def test_a_faulty_check_is_told_by_line(tmp_path: Path, line: str, said: str) -> None:
    file = written(tmp_path, f'target = "http://127.0.0.1:9/"\n{line}')
    told = refusal("run", file, env={"SECRET": "s3cret", "EMPTY": " "})
    assert said in told
    assert told.startswith((f"{file}:3: ", f"{file}:4: "))
    assert "s3cret" not in told


def test_every_fault_has_a_line_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path, 'targt = "/x"\nevnt = "sms"', "target = 1")
    result = call("run", file)
    starts = [line.split(": ")[1] for line in result.err.splitlines()]
    assert (result.status, result.out) == (2, "")
    assert starts == [f"{file}:{number}" for number in (2, 3, 4, 6)]


def test_no_suite_at_all(tmp_path: Path) -> None:
    assert "twiml-check init writes one" in refusal("run", cwd=tmp_path)
    assert "cannot read nothing.toml" in refusal("run", "nothing.toml", cwd=tmp_path)
    assert "there is no twiml-check.toml in ." in refusal("run", ".", cwd=tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    assert "has no table [tool.twiml-check]" in refusal("run", "pyproject.toml", cwd=tmp_path)


def test_the_suite_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "answer.xml").write_bytes(b"<Response/>")
    file = written(tmp_path, 'target = "answer.xml"')
    assert "is being checked" in refusal("run", file, "-o", file)
    assert "is being checked" in refusal("run", file, "--report", f"junit={tmp_path}/answer.xml")


@pytest.mark.parametrize("verbosity", [(), ("-v",), ("-vv",), ("--format", "json")])
def test_a_token_is_never_shown(tmp_path: Path, verbosity: tuple[str, ...]) -> None:
    file = written(tmp_path, 'target = "${URL}"\nauth_token = "${TOKEN}"')
    with webhook(UNREACHED) as hook:
        url = hook.url().replace("//", "//bob:passw0rd@")
        result = call("run", file, *verbosity, env={"TOKEN": TOKEN, "URL": url})
    assert TOKEN not in result.out + result.err
    assert "passw0rd" not in result.out + result.err
    signature = hook.received[-1].header("X-Twilio-Signature")
    assert signature
    assert signature not in result.out


@pytest.mark.parametrize("name", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_what_is_secret_by_its_name_is_hidden_wherever_it_is_said_back(
    tmp_path: Path, name: str
) -> None:
    secret, in_url = 'Pa55/w "ord&<', "Pa55%2Fw+%22ord%26%3C"
    file = written(
        tmp_path,
        'target = "/sms?key=${URL_KEY}"\nmethod = "GET"\nparams = { Word = "${API_KEY}" }\n'
        'expect_text = ["${API_KEY}", "more"]',
    )
    spoken = b"<Response><Message>Pa55/w &quot;ord&amp;&lt; is</Message><a/></Response>"
    env = {"API_KEY": secret, "URL_KEY": "UrlSecret1"}
    with webhook(spoken) as hook:
        result = call("run", file, "--base-url", hook.url(""), "--format", name, "-vv", env=env)
    assert result.status == 1
    assert f"Word={in_url}" in hook.received[0].path
    assert "key=UrlSecret1" in hook.received[0].path
    for spelling in (secret, in_url, "UrlSecret1", "Pa55/w &quot;ord&amp;&lt;"):
        assert spelling not in result.out


@pytest.mark.parametrize("name", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_what_stands_for_a_secret_is_hidden_too(tmp_path: Path, name: str) -> None:
    env = {"TOP": "Horse9-battery", "LEFT": "Mule7-battery", "MORE": "Goat4-battery"}
    file = written(
        tmp_path,
        'target = "${WHERE}?key=${LEFT}"\nauth_token = "${TOP}"\nparams = { Secret = "${MORE}" }\n'
        'expect_text = ["not there"]',
    )
    debug_page = "".join(f"<Message>{each}</Message>" for each in env.values())
    with webhook(f"<Response>{debug_page}<a/></Response>".encode()) as hook:
        where = hook.url("/sms")
        result = call("run", file, "--format", name, "-vv", env={**env, "WHERE": where})
    assert result.status == 1
    assert f"key={env['LEFT']}" in hook.received[0].path
    assert [each for each in env.values() if each in result.out + result.err] == []


@pytest.mark.parametrize("verbosity", ["-v", "-q"])
def test_a_secret_is_not_cut_in_half(tmp_path: Path, verbosity: str) -> None:
    secret = "".join(f"Ab{number}" for number in range(10, 40))
    paths = [f"{'x' * number}?key=${{API_KEY}}&{'y' * 40}" for number in range(0, 200, 20)]
    file = written(tmp_path, *(f'target = "http://127.0.0.1:1/{path}"' for path in paths))
    env = {"API_KEY": secret, "COLUMNS": "80"}
    result = call("run", file, verbosity, env=env)
    assert result.status == 1
    assert [each for each in re.findall(r"Ab\d\d", secret) if each in result.out] == []


def test_a_plain_word_is_no_secret(tmp_path: Path) -> None:
    file = written(tmp_path, 'target = "/undecided"\nparams = { Word = "${A_TOKEN}" }')
    with webhook() as hook:
        report = run(file, hook, env={"A_TOKEN": "undecided"})
    assert report["targets"][0]["target"].endswith("/undecided")


@pytest.mark.parametrize(
    ("base_url", "target"),
    [
        ("http://127.0.0.1:9", "/a b?key=${API_KEY}"),
        ("http://127.0.0.1:9", "${API_KEY}"),
        ("http://127.0.0.1:9", "no/${API_KEY}.xml"),
        ("http://127.0.0.1:9", "ftp://${API_KEY}"),
        ("ftp://${API_KEY}", "/sms"),
        ("http://127.0.0.1:9/x?${API_KEY}", "/sms"),
    ],
)
def test_a_refused_target_does_not_tell_a_secret(
    tmp_path: Path, base_url: str, target: str
) -> None:
    file = tmp_path / "twiml-check.toml"
    file.write_text(f'base_url = "{base_url}"\n[[check]]\ntarget = "{target}"\n')
    assert "Horse9-battery" not in refusal("run", file, env={"API_KEY": "Horse9-battery"})


@pytest.mark.parametrize("secret", ["correct-horse-battery-staple", "0123456789012345678"])
def test_a_long_phrase_is_a_secret_with_blanks_around_it_too(tmp_path: Path, secret: str) -> None:
    file = written(tmp_path, 'target = "/sms?key=${API_KEY}"')
    with webhook(b"<Response><Message>hi</Message></Response>") as hook:
        env = {"API_KEY": f"{secret} "}
        result = call("run", file, "--base-url", hook.url(""), "-vv", env=env)
    assert result.status == 0
    assert secret in hook.received[0].path
    assert secret not in result.out


def test_faults_without_end_are_cut_short(tmp_path: Path) -> None:
    file = written(tmp_path, *['name = "one"\ntarget = "/sms"'] * 500)
    assert call("run", file).err.count("already has the name") == 20


APP = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [b"<Response><Message>from the app</Message></Response>"]
"""


def test_a_suite_names_its_app(tmp_path: Path) -> None:
    """The folder of the file is importable, and an option overrides the file."""
    (tmp_path / "shop.py").write_text(APP)
    (tmp_path / "other.py").write_text(APP.replace("from the app", "another"))
    below = tmp_path / "below"
    below.mkdir()
    file = written(
        tmp_path, 'target = "/sms"\nexpect_text = ["from the app"]', before='app = "${APP}"\n'
    )
    assert call("run", cwd=below, env={"APP": "shop:app"}).status == 0
    assert call("run", "--app", "other", cwd=tmp_path).status == 1
    with webhook(answered) as hook:
        assert run(file, hook, status=1)["targets"][0]["target"] == hook.url("/sms")
        assert len(hook.received) == 3
    assert one_line(call("run", cwd=tmp_path).err).endswith(
        ":2: the environment variable APP is not set"
    )
    missing = one_line(call("run", cwd=tmp_path, env={"APP": "nowhere:app"}).err)
    assert "there is no module nowhere" in missing


def test_a_pattern_of_files(tmp_path: Path) -> None:
    folder = tmp_path / "su[i]te"
    for name in ("b.xml", "a.xml", "a.txt", "deep/er/c.xml", "deep.xml/d.xml", "[x].xml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"<Response/>")
    (folder / "deep/er/loop").symlink_to("..")  # glob would follow it forty times
    (folder / "deep/link.xml").symlink_to("er/c.xml")
    patterns = ("*.xml", "**/*.xml", "[x].xml", f"{'**/' * 40}c.xml")
    checks = [f'name = "{name[:9]}"\ntarget = "{name}"' for name in patterns]
    report = json_report("run", written(folder, *checks), status=0, cwd=tmp_path)
    found: dict[str, list[str]] = {}
    for each in report["targets"]:
        found.setdefault(each["name"], []).append(Path(each["target"]).name)
    assert found == {
        "*.xml": ["[x].xml", "a.xml", "b.xml"],
        "**/*.xml": ["[x].xml", "a.xml", "b.xml", "d.xml", "c.xml", "link.xml"],
        "[x].xml": ["[x].xml"],
        "**/**/**/": ["c.xml"],
    }


def test_a_pattern_leaves_out_excluded_files(tmp_path: Path) -> None:
    for name in ("a.xml", "legacy/b.xml", "legacy/c.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"<Response/>")
    file = written(tmp_path, 'target = "**/*.xml"', before='exclude = ["legacy/**"]\n')
    report = json_report("run", file, status=0, cwd=tmp_path)
    assert [Path(each["target"]).name for each in report["targets"]] == ["a.xml"]
    file = written(tmp_path, 'target = "legacy/*.xml"', before='exclude = ["legacy/**"]\n')
    assert "no file matches" in refusal("run", file, cwd=tmp_path)


def test_the_list_of_a_suite(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'name = "menu"\ntarget = "/voice?key=k3y-0f-s0me0ne&who=${WHO}"\ntags = ["smoke", "calls"]',
        'target = "*.xml"',
        'name = "all"\ntarget = "/sms"\nexplore = true\ndrills = ["twice"]\ntags = ["smoke"]',
        before="",
    )
    with file.open("a") as suite:
        suite.write('[[call]]\nname = "one"\ntarget = "/voice"\nsteps = [{ press = "1" }]\n')
    done = call("run", "--list", file)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "menu   /voice?key=***&who=${WHO}  check                   smoke, calls",
        "*.xml  *.xml                      check",
        "all    /sms                       exploration and drills  smoke",
        "one    /voice                     call",
    ]
    tagged = call("run", "--list", "--tag", "smoke", file).out
    assert [line.split()[0] for line in tagged.splitlines()] == ["menu", "all"]
    assert "did you mean" in refusal("run", "--list", "--only", "al", file)
