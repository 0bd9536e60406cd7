"""Storms: everything that can break breaks while customers write, and nothing may be lost."""
