"""Live pages: nudges from the change journal to the browsers that are open."""
