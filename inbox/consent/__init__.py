"""Consent: what a person allowed and forbade, heard in a message before it is answered."""
