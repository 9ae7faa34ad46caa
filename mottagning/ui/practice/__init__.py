"""Practising on invented people: another colour, a line that says so, calls and mail that come, and what to try."""
