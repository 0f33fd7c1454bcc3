"""All of Studio: the definition of a flow, its rules, its templates, and how its redirects run.

`check.check_flow` is the way in.
"""
