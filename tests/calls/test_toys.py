"""Each toy is as hard as it says."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests
from werkzeug.test import Client

from tests.calls.toys import make_toys, states
from tests.servers import serving_app


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    with serving_app(make_toys()) as served:
        yield served


def pressed(url: str, keys: str, caller: str) -> list[requests.Response]:
    """The answers at one address, without a key and after each."""
    fields = [{"CallSid": caller}, *({"CallSid": caller, "Digits": key} for key in keys)]
    with requests.Session() as session:
        return [session.post(url, each, timeout=10) for each in fields]


@pytest.mark.parametrize(("keys", "status"), [("211", 500), ("11", 200), ("2221", 200)])
def test_only_the_way_of_this_call_leads_to_the_vault(origin: str, keys: str, status: int) -> None:
    assert pressed(f"{origin}/sid", keys, f"caller {keys}")[-1].status_code == status


def test_it_counts_without_end(origin: str) -> None:
    assert "This is number 7." in requests.post(f"{origin}/count?n=7", timeout=10).text
    assert "/count?n=8" in requests.post(f"{origin}/count?n=7", timeout=10).text


@pytest.mark.parametrize("path", ["/clock", "/chance"])
def test_the_words_vary(origin: str, path: str) -> None:
    assert len({requests.post(origin + path, timeout=10).text for _ in range(3)}) == 3


def test_now_and_then_there_is_another_verb(origin: str) -> None:
    answers = [requests.post(f"{origin}/chance", timeout=10).text for _ in range(5)]
    assert sum("<Pause/>" in answer for answer in answers) == 1


def test_the_fourth_wrong_key_leads_elsewhere(origin: str) -> None:
    answers = pressed(f"{origin}/tries/key", "9999", "caller")[1:]
    assert ["locked" in each.text for each in answers] == [False, False, False, True]
    assert requests.post(f"{origin}/tries/locked", timeout=10).status_code == 404


@pytest.mark.parametrize("size", [1, 2, 13, 200])
def test_so_many_documents_are_behind_the_keys(size: int) -> None:
    client = Client(states(size))
    seen: set[str] = set()
    todo = [("/", "")]
    while todo:
        address, key = todo.pop()
        document = client.post(address, data={"Digits": key} if key else {}).text
        seen.add(document)
        gather = ElementTree.fromstring(document).find("Gather")
        todo += [] if gather is None else [(gather.attrib["action"], key) for key in "123"]
    assert len(seen - {"<Response><Say>Goodbye.</Say></Response>"}) == size
