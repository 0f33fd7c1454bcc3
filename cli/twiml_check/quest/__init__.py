"""Quests: each is one thing that a webhook has to do to open the chest."""
