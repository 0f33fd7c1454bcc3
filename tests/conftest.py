"""What tests share: certificates for TLS servers, made anew for each run."""

import os
import ssl

import pytest
from hypothesis import HealthCheck, settings

from tests.certificates import Certificates, make_certificates
from tests.coverage import counts

TWILIO = (
    *("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"),
    "TWILIO_API_URL",
)

# A thousand tests start the tool, which then is compiled once and not each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# And as its users do: what is not buffered fails at once, and not at the end of the process.
os.environ.pop("PYTHONUNBUFFERED", None)

# A busy machine is slow, which is no fault; and CI must say the same of the same code.
settings.register_profile(
    "steady",
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """A private authority and server certificates of it, good and bad."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the user's proxies, credentials, certificates and terminal reaches a test."""
    for name in (*TWILIO, "NETRC", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)  # where CI runs us, reports would say more
    for name in [name for name in os.environ if name.startswith("TWIML_CHECK_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def tls(certificates: Certificates) -> ssl.SSLContext:
    """A server context with the good certificate."""
    return certificates.server("good")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many of Twilio's numbers are predicted, where that was tested."""
    passed = terminalreporter.getreports("passed")
    if any(report.nodeid.startswith("tests/test_coverage.py") for report in passed):
        terminalreporter.section("Twilio's numbers")
        for line in counts():
            terminalreporter.line(line)
