"""All of Autopilot: Actions and schemas, their rules, its requests, and how a dialogue runs.

`explorer.ask` and `explorer.open_file` are the ways in.
"""
