"""The pages about a customer: who they are, how they reach us, who they also are."""
