"""Continuations."""
