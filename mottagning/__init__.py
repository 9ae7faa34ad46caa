"""Mottagning: the shared reception desk of a Swedish social-services unit."""
