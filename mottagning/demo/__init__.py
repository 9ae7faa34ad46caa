"""An invented unit to try the program out with: people, cases, six weeks of contacts, a rota."""
