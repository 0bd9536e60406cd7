"""Stations 1 and 2: a request becomes a row, rows become events, events reach the stations."""
