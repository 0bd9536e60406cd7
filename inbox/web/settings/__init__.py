"""Settings: for administrators, one shell for everything that is set rarely."""
