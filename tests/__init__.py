"""Tests mirror the package; servers in them are real and stop by themselves."""
