"""Customers: looked up by what a shop knows of them, and shown with all their identities."""
