"""Availability, queue and handling times against goals."""
