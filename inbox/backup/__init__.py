"""Backup and restore: everything of an installation in two files, and back on either database.

A noun of its own because it belongs to no station: it knows every table and none of their meanings.
"""
