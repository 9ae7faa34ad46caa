"""The production board, read-only."""
