"""Quests: what a webhook has to do for the chest to open, one small story each."""
