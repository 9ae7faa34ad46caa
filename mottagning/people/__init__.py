"""Staff, their names in other systems, sign-in, roles, absence, and who is in today."""
