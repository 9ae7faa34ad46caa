"""Points of cases and people as they are written here."""

from mottagning.ui import when


def number(value: float) -> str:
    """12, or 13,5."""
    shown = when.locale().toString(float(value), "f", 1)
    return shown.removesuffix(",0").removesuffix(".0")
