"""Folders as `adapters/` has them, for channels that exist only in the tests."""
