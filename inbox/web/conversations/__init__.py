"""The inbox itself: the list, a customer's thread, and what an agent does there."""
