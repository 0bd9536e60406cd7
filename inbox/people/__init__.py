"""The people who answer: agents, teams, their sign-in and what they may do."""
