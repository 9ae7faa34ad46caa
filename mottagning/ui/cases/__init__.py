"""The page of the cases, and how their list is read in."""
