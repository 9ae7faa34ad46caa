"""Answers by mail: written at the desk, kept in an outbox, sent once, filed where the mailbox keeps what it sent."""
