"""The common case list: feeds, parties, deadlines."""
