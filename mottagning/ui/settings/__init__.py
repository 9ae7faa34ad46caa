"""Signing in, and the settings of this computer, the unit, its staff, its mailboxes and its data."""
