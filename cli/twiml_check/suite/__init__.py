"""A suite: the checks of a project, written down in twiml-check.toml or pyproject.toml. Pure."""
