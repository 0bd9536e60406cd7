"""Agents, their sign-in, and the tokens of programs."""
