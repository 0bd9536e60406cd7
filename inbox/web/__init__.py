"""The pages for agents and the door for providers."""
