"""The day at the desk: the queue and what can be done with a contact."""
