"""The settings of the nearest twiml-check.toml for commands without a suite.

Most folders have no such file, so this module imports the suite only for a file.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from twiml_check.runner.find_suite import nearest_file, upwards
from twiml_check.runner.folders import Exclude, exclude_from

if TYPE_CHECKING:
    from twiml_check.suite.suite import Suite

Config = str | os.PathLike[str] | bool
"""The path of a file, or whether to find one."""
SHARED = ("ignore", "select", "fail_on", "pci", "max_time")
"""Keys of [defaults] about the verdict; the other keys are about the requests of a suite."""


def with_settings(
    options: Mapping[str, Any], config: Config, given: Collection[str] = ()
) -> dict[str, Any]:
    """Return the options with the settings of a file; the options in `given` override them.

    Raises:
        WrongCall: the file has a problem; the text has its line.
    """
    suite = _suite(config)
    options = {**options, "no_config": config is not True}
    if suite is None:
        return options
    from twiml_check.runner.suite_values import SuiteValues

    values = SuiteValues(suite.file, options, given)
    fields = values.fields(setting for setting in suite.defaults if setting.key in SHARED)
    if suite.exclude:
        fields["exclude"] = (*excluded(suite), *options.get("exclude", ()))
    return {**options, **fields, "config": suite.file if fields else ""}


def excluded(suite: Suite) -> tuple[Exclude, ...]:
    """Return the files that a suite excludes."""
    if suite.exclude is None:
        return ()
    return (exclude_from(os.path.dirname(suite.file), suite.exclude.texts),)


def _suite(config: Config) -> Suite | None:
    if config is False or (config is True and nearest_file() is None):
        return None
    from twiml_check.runner.suite_file import nearest_suite, open_suite

    return nearest_suite(upwards()) if config is True else open_suite(os.fspath(config))
