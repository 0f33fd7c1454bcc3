"""Expect."""
