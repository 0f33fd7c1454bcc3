"""An independent emulator of Twilio's REST API agrees on which webhook a number leads to.

https://www.npmjs.com/package/emulate: npm installs it for these tests, which are left out where
there is no npm. It knows numbers and Messaging Services, no TwiML Apps and no fallbacks.
"""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.account.rest import KEY, SECRET, SID, TOKEN, environment
from tests.commands.calling import REPLY, SPEECH, call, json_report, one_line, refusal, webhook
from tests.servers import Received, http_reply

PACKAGE = "emulate@0.8.0"
PERSON = "+15035550142"
SEED = {
    "twilio": {
        "account": {"sid": SID, "auth_token": TOKEN},
        "api_keys": [{"sid": KEY, "secret": SECRET}],
    }
}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The emulator's script, freshly installed."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("emulate")
    if not npm or not shutil.which("node"):
        pytest.skip("there is no Node here")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    done = subprocess.run(
        [npm, "install", "--prefix", folder, *options, PACKAGE],
        capture_output=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        pytest.skip(f"npm cannot install {PACKAGE}")
    return folder / "node_modules" / "emulate" / "dist" / "index.js"


@pytest.fixture(scope="module")
def emulator(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulator with the account of `SEED`."""
    folder, port = tmp_path_factory.mktemp("run"), free_port()
    (folder / "seed.json").write_text(json.dumps(SEED))
    command = ["node", str(program), "start", "--service", "twilio", "--port", str(port)]
    log = (folder / "log").open("wb")
    with (
        log,
        subprocess.Popen(
            [*command, "--seed", "seed.json"], cwd=folder, stdout=log, stderr=log
        ) as process,
    ):
        try:
            wait_for(port, process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens."""
    for _ in range(300):
        with suppress(OSError):
            socket.create_connection(("localhost", port), 1).close()
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            break
    pytest.skip("the emulator does not start with this Node")


def post(emulator: str, path: str, **fields: str) -> dict[str, str]:
    """Something made in the account; its record."""
    answer = requests.post(f"{emulator}{path}", data=fields, auth=(SID, TOKEN), timeout=30)
    answer.raise_for_status()
    record: dict[str, str] = answer.json()
    return record


def rent(emulator: str, number: str, **fields: str) -> dict[str, str]:
    path = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
    return post(emulator, path, PhoneNumber=number, **fields)


def answers(request: Received) -> bytes:
    # The emulator would keep the connection, and the server wait for it at its end.
    return http_reply(SPEECH if request.path.startswith("/voice") else REPLY, "Connection: close")


def said(received: Received) -> dict[str, str]:
    text = received.body.decode() or received.path.partition("?")[2]
    return dict(parse_qsl(text, keep_blank_values=True))


def same_webhook(ours: Received, theirs: Received) -> None:
    """Both called it in the same way, and told it the same of the account."""
    assert ours.method == theirs.method
    assert ours.path.partition("?")[0] == theirs.path.partition("?")[0]
    for name in ("AccountSid", "To", "From", "MessagingServiceSid"):
        assert said(ours).get(name, "") == said(theirs).get(name, "")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_messages_and_calls(emulator: str, method: str) -> None:
    number = "+12025550101" if method == "POST" else "+12025550102"
    with webhook(answers) as hook:
        urls = {"SmsUrl": hook.url("/sms?a=b"), "VoiceUrl": hook.url("/voice")}
        rented = rent(emulator, number, SmsMethod=method, VoiceMethod=method, **urls)
        report = json_report(number, "--from", PERSON, status=0, env=environment(emulator))
        asked = {"To": number, "From": PERSON}
        post(emulator, "/_twilio/simulate/inbound-message", Body="Hello", **asked)
        post(emulator, "/_twilio/simulate/inbound-call", **asked)
        ours, (their_sms, their_voice) = hook.received[:2], hook.received[2:]
        our_voice, our_sms = sorted(ours, key=lambda each: "/sms" in each.path)  # asked at once
    same_webhook(our_sms, their_sms)
    same_webhook(our_voice, their_voice)
    for target in report["targets"]:
        assert target["found_in"] == {"keeper": "number", "sid": rented["sid"]}


def test_a_messaging_service(emulator: str) -> None:
    number, services = "+12025550103", "/messaging/v1/Services"
    with webhook(answers) as hook:
        own = rent(emulator, number, SmsUrl=hook.url("/own"))
        post(emulator, services, FriendlyName="Other")
        inbound = {"InboundRequestUrl": hook.url("/service")}
        service = post(emulator, services, FriendlyName="Mine", **inbound)["sid"]
        post(emulator, f"{services}/{service}/PhoneNumbers", PhoneNumberSid=own["sid"])
        env = environment(emulator)
        report = json_report(number, "--from", PERSON, "--event", "sms", status=0, env=env)
        post(emulator, "/_twilio/simulate/inbound-message", To=number, From=PERSON, Body="Hello")
        ours, theirs = hook.received
    assert ours.path == "/service"
    same_webhook(ours, theirs)
    assert report["targets"][0]["found_in"] == {"keeper": "messaging-service", "sid": service}


def test_both_sign_with_the_same_token(emulator: str) -> None:
    number = "+12025550104"
    with webhook(answers) as hook:
        rent(emulator, number, SmsUrl=hook.url("/sms"))
        assert call(number, "--event", "sms", env=environment(emulator)).status == 0
        post(emulator, "/_twilio/simulate/inbound-message", To=number, From=PERSON, Body="Hello")
        assert len(hook.received) == 2
        for received in hook.received:
            signature = received.header("X-Twilio-Signature")
            assert RequestValidator(TOKEN).validate(hook.url("/sms"), said(received), signature)


def test_an_api_key(emulator: str) -> None:
    number = "+12025550105"
    with webhook(answers) as hook:
        rent(emulator, number, SmsUrl=hook.url("/sms"), VoiceUrl=hook.url("/voice"))
        env = environment(emulator, TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
        del env["TWILIO_AUTH_TOKEN"]
        assert call(number, env=env).status == 0
        assert [received.header("X-Twilio-Signature") for received in hook.received] == [None] * 2


def test_a_number_without_voice(emulator: str) -> None:
    number = "+12025550106"
    with webhook(answers) as hook:
        rent(emulator, number, SmsUrl=hook.url("/sms"))
        result = call(number, env=environment(emulator))
    assert result.status == 0
    assert f"not checked: {number} has no URL for incoming calls" in one_line(result.err)


@pytest.mark.parametrize(
    ("number", "changes", "line"),
    [
        ("+12025550199", {}, f"the account {SID} has no number +12025550199"),
        ("+12025550101", {"TWILIO_AUTH_TOKEN": "0" * 32},
         "does not accept TWILIO_ACCOUNT_SID with the Auth Token (401)"),
        ("+12025550101", {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "wrong"},
         "does not accept TWILIO_API_KEY with TWILIO_API_SECRET (401)"),
        (
            "+12025550101",
            {"TWILIO_ACCOUNT_SID": "AC" + "f" * 32, "TWILIO_API_KEY": KEY}
            | {"TWILIO_API_SECRET": SECRET},
            f"has no numbers of AC{'f' * 32} (404)",
        ),
    ],
)  # fmt: skip
def test_refusals(emulator: str, number: str, changes: dict[str, str], line: str) -> None:
    assert line in refusal(number, env=environment(emulator, **changes))
