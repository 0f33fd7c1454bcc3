"""Expectations of the user."""
