"""The rota page: the month by post or by person, what is wrong with it, and the way out of each."""
