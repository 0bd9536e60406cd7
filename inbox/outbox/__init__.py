"""Stations 5 and 6: the only way out. Posted once, refused if not allowed, sent, tracked."""
