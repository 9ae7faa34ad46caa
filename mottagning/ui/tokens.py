"""What the looks are made of: colours, sizes and spaces, light and dark, in plain values without Qt."""

from enum import Enum
from typing import NamedTuple

from mottagning.texts import N_

# Spaces, in pixels: a small step, inside, between, around.
STEP, INSIDE, BETWEEN, AROUND = 4, 8, 16, 24
CORNER = 6
ROW, DENSE_ROW, HEADING_ROW = 48, 28, 32
ANIMATION_MS = 120


class Size(Enum):
    """The four sizes of text, in points."""

    CAPTION = 9.0
    BODY = 10.5
    TITLE = 13.0
    FIGURE = 20.0


class Tone(Enum):
    """How pressing something is. Each tone has a colour, a shape and a word, so that no one of them says it alone."""

    PLAIN = ""
    QUIET = "quiet"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


TONE_WORDS = {Tone.GOOD: N_("In order"), Tone.WARN: N_("Soon"), Tone.BAD: N_("Late")}


class Hue(NamedTuple):
    """A category's colour on slips and squares: its fill, and the text that can be read upon it."""

    fill: str
    text: str
    edge: str


class Colours(NamedTuple):
    """Every colour of one scheme, as #rrggbb. `tests/ui/test_theme.py` holds each pair to WCAG AA."""

    dark: bool
    window: str
    surface: str
    frame: str
    hairline: str
    edge: str
    hover: str
    text: str
    quiet: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    chosen: str
    good: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    shade: str
    hues: dict[str, Hue]


LIGHT = Colours(
    dark=False,
    window="#f7f8f8",
    surface="#ffffff",
    frame="#eef1f1",
    hairline="#dfe4e5",
    edge="#828e92",
    hover="#f0f4f4",
    text="#182225",
    quiet="#546166",
    faint="#a9b3b6",
    accent="#0b5563",
    accent_hover="#0a4450",
    on_accent="#ffffff",
    chosen="#dcebed",
    good="#1d6a43",
    warn="#875100",
    warn_soft="#fcf1dc",
    bad="#b3201a",
    bad_soft="#fcebe9",
    shade="#1b2c31",
    hues={
        "blue": Hue(fill="#2a6ab0", text="#ffffff", edge="#2a6ab0"),
        "green": Hue(fill="#327a45", text="#ffffff", edge="#327a45"),
        "yellow": Hue(fill="#f2c62f", text="#2b2300", edge="#947400"),
        "white": Hue(fill="#ffffff", text="#182225", edge="#7c888c"),
        "violet": Hue(fill="#7a4fa8", text="#ffffff", edge="#7a4fa8"),
        "orange": Hue(fill="#b8541a", text="#ffffff", edge="#b8541a"),
        "turquoise": Hue(fill="#1b7f80", text="#ffffff", edge="#1b7f80"),
        "pink": Hue(fill="#b13f78", text="#ffffff", edge="#b13f78"),
        "grey": Hue(fill="#647277", text="#ffffff", edge="#647277"),
    },
)

DARK = Colours(
    dark=True,
    window="#171c1e",
    surface="#1d2326",
    frame="#13181a",
    hairline="#323b3e",
    edge="#748287",
    hover="#252c2f",
    text="#e5eaeb",
    quiet="#a5b1b5",
    faint="#5d696d",
    accent="#6fc2cf",
    accent_hover="#8ad0da",
    on_accent="#06262c",
    chosen="#1f3f47",
    good="#7fcc9f",
    warn="#f0b566",
    warn_soft="#3b2e18",
    bad="#ff8d82",
    bad_soft="#442321",
    shade="#000000",
    hues={
        "blue": Hue(fill="#3877bd", text="#ffffff", edge="#6aa5e4"),
        "green": Hue(fill="#357f49", text="#ffffff", edge="#64b279"),
        "yellow": Hue(fill="#ecc440", text="#2b2300", edge="#ecc440"),
        "white": Hue(fill="#eef1f1", text="#182225", edge="#eef1f1"),
        "violet": Hue(fill="#8860b6", text="#ffffff", edge="#b290da"),
        "orange": Hue(fill="#b85b26", text="#ffffff", edge="#e18a55"),
        "turquoise": Hue(fill="#1f7e82", text="#ffffff", edge="#4fb4b6"),
        "pink": Hue(fill="#b84b83", text="#ffffff", edge="#e08cb6"),
        "grey": Hue(fill="#64727a", text="#ffffff", edge="#93a1a6"),
    },
)


# While somebody practises: violet wherever it is petrol, so that nobody takes invented people for real ones.
PRACTICE_LIGHT = LIGHT._replace(
    window="#f8f5fb",
    frame="#ece0f6",
    hover="#f4eefa",
    accent="#6a2f9c",
    accent_hover="#55247f",
    chosen="#e9dcf5",
)
PRACTICE_DARK = DARK._replace(
    window="#1a1620",
    surface="#201b27",
    frame="#130c1b",
    hover="#28212f",
    accent="#caa5ee",
    accent_hover="#d9bff5",
    on_accent="#2a1140",
    chosen="#3a2850",
)


class Category(NamedTuple):
    """A kind of case as people see it: its word and the name of its hue."""

    word: str
    hue: str


# The contract's four, and the one that comes up everywhere; a unit adds its own by settings.
CATEGORIES = {
    "sol": Category(N_("SoL"), "blue"),
    "lss": Category(N_("LSS"), "green"),
    "transport": Category(N_("Transport"), "yellow"),
    "follow_up": Category(N_("Follow-up"), "white"),
    "child": Category(N_("Child"), "violet"),
}


def contrast(one: str, other: str) -> float:
    """The contrast between two #rrggbb colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
