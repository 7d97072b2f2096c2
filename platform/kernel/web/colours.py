"""An accent colour made readable: on white, on dark paper, and under its own text (WCAG contrast, 4.5 to 1)."""

from __future__ import annotations

import colorsys

WHITE, DARK_PAPER, DARK_INK = "#ffffff", "#171a21", "#0b1020"
ENOUGH = 4.5


def style_sheet(accent: str) -> str:
    """Custom properties for light and dark from one colour #rrggbb."""
    light, dark = readable_on(accent, WHITE, darker=True), readable_on(accent, DARK_PAPER, darker=False)
    return (
        f":root{{--accent:{light};--on-accent:{_ink_on(light)}}}\n"
        f"[data-bs-theme=dark]{{--accent:{dark};--on-accent:{_ink_on(dark)}}}\n"
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours #rrggbb, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: str, paper: str, *, darker: bool) -> str:
    """The colour itself, or the nearest one of its hue that can be read on the paper."""
    hue, light, full = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    while contrast(colour, paper) < ENOUGH and 0 < light < 1:
        light = max(0.0, light - 0.01) if darker else min(1.0, light + 0.01)
        red, green, blue = colorsys.hls_to_rgb(hue, light, full)
        colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return colour


def _ink_on(colour: str) -> str:
    return WHITE if contrast(colour, WHITE) >= ENOUGH else DARK_INK


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
