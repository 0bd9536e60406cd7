"""The simulated mail provider: real servers on loopback, and the customers' mailboxes.

Imports nothing of the adapter that reads and writes mail, so that it cannot share its bugs.
"""
