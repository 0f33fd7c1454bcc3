"""A suite: the checks of a project, in twiml-check.toml or pyproject.toml. Pure."""
