"""Consent: what is heard as a command, and what the ledger makes of it."""
