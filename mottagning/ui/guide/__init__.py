"""Who does what, who is in, and the emergency cards: opened over anything."""
