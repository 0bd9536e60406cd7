"""Automation: whether a machine answers, what it says, and why."""
