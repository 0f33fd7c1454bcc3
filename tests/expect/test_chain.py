"""What is expected of a whole walk."""

import pytest

from twiml_check.expect.expectations import chain, must_fail
from twiml_check.model.exchange import Request
from twiml_check.model.run import Hop
from twiml_check.vocabulary.events import EVENTS
from twiml_check.web.url import Url

HOST = "https://shop.example"


def hop(number: int, url: str, branch: str = "") -> Hop:
    request = Request("POST", Url.parse(url), Url.parse(url), (), (), b"")
    return Hop(number, "webhook", EVENTS["sms"], url, request, branch=branch)


def hops(*urls: str) -> list[Hop]:
    return [hop(number, url) for number, url in enumerate(urls, 1)]


@pytest.mark.parametrize(
    ("paths", "base_url", "urls", "met"),
    [
        (["/a"], "", [f"{HOST}/a"], True),
        (["/a", "/b"], "", [f"{HOST}/a", "https://other.example/b"], True),
        (["/a"], "", [f"{HOST}/a?x=1"], True),
        (["/a?x=1"], "", [f"{HOST}/a?x=1"], True),
        (["/a?x=1"], "", [f"{HOST}/a?x=2"], False),
        (["/a?x=1"], "", [f"{HOST}/a"], False),
        (["/a"], "", [f"{HOST}/ab"], False),
        (["/a"], "", [f"{HOST}/a", f"{HOST}/b"], False),
        (["/a", "/b"], "", [f"{HOST}/a"], False),
        (["/b", "/a"], "", [f"{HOST}/a", f"{HOST}/b"], False),
        (["/"], "", [HOST], True),
        (["/a"], f"{HOST}/app", [f"{HOST}/app/a"], True),
        (["/a"], f"{HOST}/app/", [f"{HOST}/app/a"], True),
        (["/a"], f"{HOST}/app", [f"{HOST}/a"], False),
        ([f"{HOST}/a"], f"{HOST}/app", [f"{HOST}/a"], True),
        ([f"{HOST}/a"], "", ["https://other.example/a"], False),
        ([f"{HOST}:443/a"], "", [f"https://bob:secret@{HOST[8:]}/a#ct=1"], True),
    ],
)
def test_a_chain(paths: list[str], base_url: str, urls: list[str], met: bool) -> None:
    outcome = chain(paths, base_url, hops(*urls))
    assert (outcome.met, bool(outcome.found), outcome.hop) == (met, not met, None)
    assert "secret" not in repr(outcome)


def test_what_is_beside_the_main_line_is_no_part_of_it() -> None:
    walked = [hop(1, f"{HOST}/a"), hop(2, f"{HOST}/music", "hold"), hop(3, f"{HOST}/b")]
    assert chain(["/a", "/b"], "", walked).met


def test_what_is_said_of_it() -> None:
    outcome = chain(
        ["/a", "/b"], f"{HOST}/app", hops(f"{HOST}/app/a?x=1", "https://bob:pw@o.test/")
    )
    assert (outcome.words, outcome.found) == ("the chain /a → /b", "/a → https://o.test/")
    assert chain(["/a"], "", hops(*[f"{HOST}/x"] * 50)).found.endswith("/x → and 38 more")


def test_a_limit_of_ours_leaves_it_open() -> None:
    begun = hops(f"{HOST}/a")
    assert chain(["/a", "/b"], "", begun, stopped="50 documents").undecided == "50 documents"
    assert chain(["/x", "/b"], "", begun, stopped="50 documents").undecided == ""
    assert chain(["/a"], "", begun, stopped="50 documents").met


def test_a_failure_that_is_expected() -> None:
    assert must_fail("fail").met
    assert (must_fail("pass").met, must_fail("pass").found) == (False, "PASS")
    assert must_fail("undecided").undecided
