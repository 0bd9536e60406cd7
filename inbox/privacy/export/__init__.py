"""Hand a customer everything that is held about them (Articles 15 and 20 GDPR)."""
