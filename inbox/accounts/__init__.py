"""Accounts: one row for each configured number, ID or mailbox, with its memory and its health."""
