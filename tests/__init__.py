"""The tests: unit (no Qt, no server), db (both databases), ui (offscreen), e2e (real servers and window)."""
