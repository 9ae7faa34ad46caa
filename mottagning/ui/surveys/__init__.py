"""Surveys: answered at the end of a contact, on cards and in files; and what the answers come to."""
