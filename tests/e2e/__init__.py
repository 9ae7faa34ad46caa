"""Tests of the whole program with real servers and the real window."""
