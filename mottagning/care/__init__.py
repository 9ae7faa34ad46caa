"""Redaction, backup and check: the life of the data after it has come in."""
