"""The window: one folder a page, the only room that knows Qt."""
