"""Tests of widgets and pages, offscreen."""
