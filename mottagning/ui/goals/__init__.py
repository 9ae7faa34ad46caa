"""The goals: where the reception stands beside what it wants."""
