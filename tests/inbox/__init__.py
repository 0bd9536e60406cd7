"""The core, station by station, as a message travels through it."""
