"""Station 3: a message finds its identity, customer and conversation; twice changes nothing."""
