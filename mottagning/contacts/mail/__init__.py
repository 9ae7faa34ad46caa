"""Mailboxes: how they are reached, read into the ledger, and held against it by the gauge."""
