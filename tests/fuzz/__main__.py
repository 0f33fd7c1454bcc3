"""python -m tests.fuzz [--seconds N | --cases N] [--seed N] [--only CLASS] [--case N]."""

import argparse
import os
import sys
from itertools import count

from tests.fuzz.classes import CLASSES
from tests.fuzz.trying import Plan, holds


def main() -> int:
    """Try each class; the status is 1 when something does not hold."""
    asked = _options().parse_args()
    names = asked.only or list(CLASSES)
    print(f"seed {asked.seed}")
    held = [holds(_plan(asked, name, asked.seconds / len(names))) for name in names]
    return int(not all(held))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60, help="for all classes [60]")
    parser.add_argument("--cases", type=int, help="of each class, however long they take")
    seed = int.from_bytes(os.urandom(4), "big")
    parser.add_argument("--seed", type=int, default=seed, help="the same cases once more")
    parser.add_argument("--only", action="append", choices=CLASSES, help="this class; repeatable")
    parser.add_argument("--case", type=int, help="this case alone, and show what is in it")
    return parser


def _plan(asked: argparse.Namespace, name: str, seconds: float) -> Plan:
    plan = Plan(name, CLASSES[name], asked.seed, count(1), seconds)
    if asked.case:
        return plan._replace(numbers=[asked.case], seconds=float("inf"), show=True)
    if asked.cases:
        return plan._replace(numbers=range(1, asked.cases + 1), seconds=float("inf"))
    return plan


if __name__ == "__main__":
    sys.exit(main())
