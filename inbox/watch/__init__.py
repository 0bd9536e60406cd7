"""How the house stands, and what of it needs a person: for operators, their tools and alerts."""
