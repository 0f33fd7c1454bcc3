"""One case put to every question that there is about it."""

import json
import re
import resource
import traceback
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz import oracles
from tests.fuzz.case import Case, Make
from tests.fuzz.running import Bench, Result
from tests.peak import UNIT

VERBOSITIES = ((), ("-q",), ("-v",), ("-vv",))
COLORS = ("--color=never", "--color=never", "--color=always")
COLUMNS = (40, 79, 120, 200)
COLORED = re.compile(r"\x1b\[[0-9;]*m")
DOCUMENTS = ("a.xml", ".")
WITHOUT_SNAPSHOTS = ("studio", "autopilot", "merge", "explore")
MEGABYTES = 250
"""By which one case may raise the peak of the process."""


def case_of(make: Make, seed: int, name: str, number: int, origin: str) -> Case:
    """The case of this number: the same whatever was made before it."""
    chance = Random(f"{seed} {name} {number}")
    case = make(chance, origin)
    if case.plain:
        return case
    arguments = (*case.arguments, chance.choice(COLORS))
    if case.arguments[0] != "merge":
        arguments = (*arguments, "--seed=fuzz", *chance.choice(VERBOSITIES))
    return case._replace(arguments=arguments, columns=chance.choice(COLUMNS))


def complaint(bench: Bench, case: Case) -> str:
    """What does not hold of it; empty when all does."""
    before = peak()
    try:
        _plain(bench, case) if case.plain else _whole(bench, case)
    except Exception as wrong:  # noqa: BLE001  validators raise what they like
        where = traceback.extract_tb(wrong.__traceback__)[-1]
        said = " ".join(str(wrong).split())[:2000]
        return f"{type(wrong).__name__}: {said} ({Path(where.filename).name}: {where.line})"
    except SystemExit as left:
        return f"the tool left by itself: SystemExit({left.code})"
    grown = peak() - before
    return f"it took {grown:.0f} MB more than all before" if grown > MEGABYTES else ""


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1e6


def _plain(bench: Bench, case: Case) -> None:
    oracles.ending(bench.run(case))


def _whole(bench: Bench, case: Case) -> None:
    """All formats, once more the same with a snapshot, merged, and with each twin."""
    wanted = [f"--report={name}=report.{name}" for name in oracles.ORACLES]
    keeps = case.arguments[0] not in WITHOUT_SNAPSHOTS
    saving = keeps and "--compare" not in case.arguments
    if case.arguments[0] == "explore":
        wanted += [f"--map=map.{form}" for form in oracles.MAPS]
    first = bench.run(case, *wanted, *(["--save=snap.json"] if saving else []))
    oracles.ending(first)
    oracles.maps(first)
    plain = _without_color(first) if COLORS[-1] in case.arguments else first
    oracles.reports(plain, max(case.columns, 40))
    if "json" not in first.reports:
        return
    if "-q" not in case.arguments:
        oracles.lines(plain.reports["json"], plain.reports["concise"])
    report = json.loads(first.reports["json"])
    snapshot = bench.folder / "snap.json"
    kept = {"snap.json": snapshot.read_bytes()} if saving else {}
    if all(served.ending != "reset" for served in case.site.values()):  # a reset may come early
        again = _again(bench, case, kept)
        assert again.status == first.status, f"{first.status}, then {again.status}: {again.err}"
        oracles.steady(report, json.loads(again.out))
    _merged(bench, first)
    for files in case.twins:
        twin = bench.run(case, "--format=json", files={**case.files, **files})
        oracles.alike(report, json.loads(twin.out))
    if case.arguments[0] in DOCUMENTS and "--compare" not in case.arguments:
        _fixed(bench, case, report)


def _fixed(bench: Bench, case: Case, report: dict[str, Any]) -> None:
    """The files after --fix, and after another --fix, which changes nothing."""
    done, files = [], dict(case.files)
    for _ in range(2):
        oracles.ending(bench.run(case, "--fix", files=files))
        files = {name: (bench.folder / name).read_bytes() for name in case.files}
        done.append(files)
    assert done[0] == done[1], "another --fix changes more"
    found = {each["target"].removeprefix("./"): each["findings"] for each in report["targets"]}
    for name, raw in case.files.items():
        oracles.fixed(raw, files[name], found.get(name, []))


def _without_color(result: Result) -> Result:
    """The same with the reports for people as they are without --color."""
    reports = {**result.reports}
    if "concise" in reports:
        reports["concise"] = COLORED.sub("", reports["concise"])
    return result._replace(out=COLORED.sub("", result.out), reports=reports)


def _again(bench: Bench, case: Case, kept: dict[str, bytes]) -> Result:
    """The same once more, held against its own snapshot, which it must not differ from."""
    comparing = ["--compare=snap.json"] if kept else []
    files = {**case.files, **kept}
    return bench.run(case, "--format=json", *comparing, files=files)


def _merged(bench: Bench, first: Result) -> None:
    """The JSON read back gives the same verdict; the class `reports` looks at the other formats."""
    case = Case(("merge", "first.json"), {"first.json": first.reports["json"].encode()})
    merged = bench.run(case, "--format=json")
    oracles.ending(merged)
    assert merged.status == first.status, f"{first.status}, merged {merged.status}: {merged.err}"
    assert oracles.STATUS[oracles.as_json(merged.out)] == first.status
