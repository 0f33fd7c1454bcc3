"""Folders of thousands: all cores, the folder's order, and how far we are."""

import os
from pathlib import Path
from time import sleep

import pytest

from tests.commands.calling import call, on_terminal
from twiml_check.runner.scheduler import SAMPLE, in_order

MANY = 600


def slow(number: int) -> tuple[int, int]:
    sleep(0.003)
    if number < 0:
        raise ValueError(number)
    return number, os.getpid()


def slowest_first(number: int) -> int:
    """The first that another process makes comes last."""
    sleep(0.5 if number == SAMPLE else 0.003)
    return number


def quick(number: int) -> tuple[int, int]:
    return number, os.getpid()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(MANY):
        name = "Say" if number % 100 else "Sya"
        text = f"<Response><{name}>{number}</{name}></Response>"
        (tmp_path / f"{number:04}.twiml").write_text(text)
    return tmp_path


def test_long_work_is_shared_and_keeps_its_order() -> None:
    made = list(in_order(slow, range(MANY), 16))
    assert [number for number, _ in made] == list(range(MANY))
    if len(os.sched_getaffinity(0)) > 1:
        assert len({process for _, process in made}) > 2


def test_what_takes_longest_keeps_its_place() -> None:
    assert list(in_order(slowest_first, range(MANY), 16)) == list(range(MANY))


def test_one_job_is_one_process() -> None:
    assert {process for _, process in in_order(slow, range(MANY), 1)} == {os.getpid()}


def test_short_work_stays_in_one_process() -> None:
    few = range(SAMPLE + 1)  # the one that is left would have to take minutes
    made = list(in_order(quick, few, 16))
    assert [number for number, _ in made] == list(few)
    assert {process for _, process in made} == {os.getpid()}


def test_what_is_raised_elsewhere_arrives() -> None:
    with pytest.raises(ValueError, match="-1"):
        list(in_order(slow, [*range(MANY), -1], 16))


def test_a_terminal_shows_how_far_we_are_and_keeps_nothing_of_it(folder: Path) -> None:
    status, seen = on_terminal(folder)
    assert status == 1
    assert "documents" in seen
    assert f"/{MANY}" in seen
    last = seen.rstrip().splitlines()[-1]
    assert last.startswith(("FAIL", "\x1b[1;31mFAIL"))
    assert f"6 of {MANY} documents failed" in last


def test_no_terminal_no_progress(folder: Path) -> None:
    done = call(folder)
    assert done.err == ""
    assert done.out.count("error[unknown-element]") == 6
    assert f"6 of {MANY} documents failed" in done.out.splitlines()[-1]
