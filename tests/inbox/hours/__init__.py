"""Hours: is the shop open, when does that change, and how does one say it."""
