"""The options of a command, with the settings of the project."""

from collections.abc import Mapping
from typing import Any

import click
from click.core import ParameterSource

from twiml_check.model.ending import WrongCall
from twiml_check.options.environment import given_options
from twiml_check.runner.configuration import Config, with_settings
from twiml_check.runner.output import note
from twiml_check.runner.settings import Asking, Judging, Reporting, settings


def configured(given: Mapping[str, Any]) -> tuple[Asking, Judging, Reporting]:
    """Sort the options of the running command, with the settings of its twiml-check.toml.

    Raises:
        WrongCall: the file has a problem; the text has its line.
    """
    context = click.get_current_context()
    options = {name: given[name] for name in given if name not in ("config", "no_config")}
    options = with_settings(options, _config(context), given_options(context))
    asking, judging, reporting = settings(options)
    if reporting.config and reporting.verbosity > 0:
        note(f"settings of {reporting.config} apply")
    return asking, judging, reporting


def _config(context: click.Context) -> Config:
    """Return the file; the command line overrides the environment."""
    file, off = context.params["config"], context.params["no_config"]
    written = [
        name
        for name in ("config", "no_config")
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if len(written) > 1:
        raise WrongCall("--config and --no-config contradict each other")
    if off and written != ["config"]:
        return False
    return file or True
