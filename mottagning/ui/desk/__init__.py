"""The page of the desk and the call card."""
