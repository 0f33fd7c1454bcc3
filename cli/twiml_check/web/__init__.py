"""Addresses, and what goes with them."""
