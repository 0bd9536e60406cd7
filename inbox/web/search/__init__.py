"""The page on which messages and customers are looked up."""
