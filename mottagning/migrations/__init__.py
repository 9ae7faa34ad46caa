"""One numbered SQL file per schema change, and what runs them."""
