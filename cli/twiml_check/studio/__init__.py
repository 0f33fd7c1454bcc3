"""Liquid templates, rendered in a process of their own: a hostile one ends that, and no more."""
