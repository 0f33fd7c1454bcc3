"""A suite: the checks of a project, in twiml-check.toml or pyproject.toml. Pure."""

FILE = "twiml-check.toml"
PROJECT = "pyproject.toml"
TABLE = ("tool", "twiml-check")
"""The table of the suite in the file of the project."""
LARGEST = 1 << 20
"""Bytes of a file: a suite of thousands of checks has a fifth of it."""
