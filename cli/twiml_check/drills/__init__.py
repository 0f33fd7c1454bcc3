"""Drills: tests that every webhook must pass."""
