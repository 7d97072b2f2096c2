"""The picture as SVG: no scripts, no styles; colours stand as attributes, and classes let a page put others in their place."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from workflow.picture.layout import CARD_WIDTH, Drawing, Line, Spot
from workflow.picture.marks import Mark
from workflow.plan.model import Plan, Step

_FILL = {
    "": ("#ffffff", "#c9ced6"), "done": ("#eef8f1", "#4f9d69"), "active": ("#eaf2ff", "#2f6fde"),
    "waiting": ("#f6f1ff", "#7d5fc4"), "paused": ("#f3f4f6", "#8a919c"), "blocked": ("#fdeceb", "#c8402f"),
    "skipped": ("#f7f8fa", "#c9ced6"), "cancelled": ("#f7f8fa", "#c9ced6"),
}  # fmt: skip
_SIGN = {
    "done": "✓", "active": "●", "waiting": "…", "paused": "‖", "blocked": "!", "skipped": "–", "cancelled": "×",
}  # fmt: skip


WIDE = 520


def drawn(
    drawing: Drawing,
    plan: Plan,
    marks: Mapping[str, Mark],
    *,
    taken: frozenset[str],
    title: str,
    words: Mapping[str, str],
) -> str:
    """The SVG of a drawing. `taken` are the ways that were gone; `words` the words for kinds ("start", "end"), states and "back"."""
    width, height = round(drawing.width), round(drawing.height)
    # Up to here a phone shows it whole; wider ones are moved sideways, so that they can still be read.
    wide = " flow-wide" if width > WIDE else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow{wide}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" font-size="13" '
        f'font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif">'
    )
    parts = [head, f"<title>{escape(title)}</title>"]
    later = [line for line in drawing.lines if line.key in taken]
    parts += [_line(line, is_taken=False) for line in drawing.lines if line.key not in taken]
    parts += [_line(line, is_taken=True) for line in later]
    parts += [_spot(spot, plan.steps[spot.key], marks.get(spot.key, Mark()), plan, words) for spot in drawing.spots]
    return "".join([*parts, "</svg>"])


def _line(line: Line, *, is_taken: bool) -> str:
    points = " ".join(f"{x:.0f},{y:.0f}" for x, y in line.points)
    kind = "flow-line flow-taken" if is_taken else "flow-line"
    colour, width = ("#4f9d69", 2.5) if is_taken else ("#c9ced6", 1.5)
    found = f'<polyline class="{kind}" points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    if line.label and line.at:
        x, y = line.at
        found += (
            f'<text class="flow-label" x="{x:.0f}" y="{y:.0f}" text-anchor="middle" font-size="12" fill="#5b6472" '
            f'stroke="#ffffff" stroke-width="4" paint-order="stroke">{escape(_cut(line.label, 26))}</text>'
        )
    return found


def _spot(spot: Spot, step: Step, mark: Mark, plan: Plan, words: Mapping[str, str]) -> str:
    fill, edge = _FILL[mark.state]
    kind = f"flow-spot flow-{mark.state or 'ahead'}"
    name = step.name or words.get(step.kind, "")
    left = spot.x - spot.width / 2
    if spot.width < 30:
        middle = spot.y + spot.height / 2
        return (
            f'<g class="{kind}"><circle cx="{spot.x:.0f}" cy="{middle:.0f}" r="{spot.width / 2 - 1:.0f}" '
            f'fill="{fill}" stroke="{edge}" stroke-width="1.5"/></g>'
        )
    said = "，".join(one for one in (name, words.get(mark.state, ""), "、".join(mark.people), mark.when) if one)
    box = (
        f'<g class="{kind}"><title>{escape(said)}</title><rect x="{left:.0f}" y="{spot.y:.0f}" '
        f'width="{spot.width:.0f}" height="{spot.height:.0f}" rx="8" fill="{fill}" stroke="{edge}" '
        f'stroke-width="{2 if mark.state == "active" else 1.2}"/>'
    )
    if spot.width < CARD_WIDTH or spot.height < 40:
        return box + _text(spot.x, spot.y + 20, name, 24, anchor="middle") + _back(spot, plan, words) + "</g>"
    inner = [
        _text(left + 12, spot.y + 22, name, 18, weight=600),
        _text(left + 12, spot.y + 41, "、".join(mark.people), 24, size=12, css="flow-people", colour="#3f4854"),
        _text(left + 12, spot.y + 58, mark.when, 26, size=11, css="flow-when", colour="#6a7280"),
    ]
    if mark.state:
        inner.append(_text(left + spot.width - 16, spot.y + 22, _SIGN[mark.state], 2, anchor="middle", weight=700,
                           css="flow-sign", colour=edge))  # fmt: skip
    if mark.rounds > 1:
        inner.append(_text(left + spot.width - 12, spot.y + 58, f"×{mark.rounds}", 5, size=11, anchor="end",
                           css="flow-when", colour="#6a7280"))  # fmt: skip
    inner.append(_back(spot, plan, words))
    return box + "".join(inner) + "</g>"


def _back(spot: Spot, plan: Plan, words: Mapping[str, str]) -> str:
    """The steps to which a way leads back, named below the step."""
    if not spot.back:
        return ""
    names = "、".join(dict.fromkeys(plan.steps[key].name or words.get(plan.steps[key].kind, "") for key in spot.back))
    return (
        f'<text class="flow-label" x="{spot.x:.0f}" y="{spot.y + spot.height + 13:.0f}" text-anchor="middle" '
        f'font-size="11" fill="#5b6472" stroke="#ffffff" stroke-width="4" paint-order="stroke">'
        f"↩ {escape(_cut(names, 26))}</text>"
    )


def _text(
    x: float, y: float, text: str, most: int, *, size: int = 13, weight: int = 400, anchor: str = "start",
    css: str = "flow-name", colour: str = "#1f2630",
) -> str:  # fmt: skip
    if not text:
        return ""
    return (
        f'<text class="{css}" x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(_cut(text, most))}</text>'
    )


def _cut(text: str, most: int) -> str:
    """A text of at most so many half widths; Chinese characters are two of them."""
    room = most
    for number, char in enumerate(text):
        room -= 2 if ord(char) > 0x2E7F else 1
        if room < 0:
            return text[: max(1, number - 1)] + "…"
    return text
