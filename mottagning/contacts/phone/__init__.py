"""The telephone: events and logs of switchboards become calls, each once."""
