"""Tests of what is read from the REST API, against real servers that speak it."""
