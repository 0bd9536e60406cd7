"""When the shop is staffed: what a message is measured against before it is answered."""
