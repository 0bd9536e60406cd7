"""Prove what a customer agreed to or withdrew: when, where, in which words (Article 7(1) GDPR)."""
