"""The acceptance catalogue: every capability the product promises, by its stable id."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CATALOGUE = Path(__file__).with_name("features.toml")


@dataclass(frozen=True)
class Feature:
    """One capability: its id, where it comes from, the customer's wording and what it means here."""

    id: str
    src: str
    zh: str
    en: str


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    """All capabilities in the order of the catalogue. Raises ValueError when an id stands twice."""
    rows = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["feature"]
    found = tuple(Feature(row["id"], row.get("src", ""), row["zh"], row["en"]) for row in rows)
    if len({feature.id for feature in found}) != len(found):
        raise ValueError("the catalogue names an id twice")
    return found


def ids() -> frozenset[str]:
    """The ids of the catalogue."""
    return frozenset(feature.id for feature in features())
