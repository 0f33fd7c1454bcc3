"""Snapshots: responses of webhooks in a file, to compare later responses with. Pure."""
