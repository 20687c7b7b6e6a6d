"""Simulated histories, by the thousand."""
