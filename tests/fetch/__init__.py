"""Tests of one exchange, against real sockets."""
