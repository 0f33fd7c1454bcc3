"""The whole call: what callers can choose, one call that goes on, and all branches of it."""
