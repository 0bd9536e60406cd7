"""Station 4: considers whether a machine should answer a message, and says why or why not."""
