"""Search from anywhere: what is found, all of it in one view, and the reason that what is not today's work asks for."""
