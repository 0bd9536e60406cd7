"""Threema Gateway in end-to-end mode: sealed boxes out, sealed boxes in, own keys."""
