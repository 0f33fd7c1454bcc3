"""The whole call: the choices of callers, one call from start to end, and all its branches."""
