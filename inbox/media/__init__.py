"""Attachments: rows, jobs and retries of their own, so that a file never holds up its message."""
