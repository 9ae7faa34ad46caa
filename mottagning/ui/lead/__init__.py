"""The team lead's page: what is late, in nobody's hands, uncovered or stale."""
