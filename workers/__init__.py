"""The processes that do the work, and the supervisor that starts them all."""
