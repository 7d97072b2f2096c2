"""The price list, read from data/prices.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "prices.toml"


@dataclass(frozen=True)
class Band:
    """Companies of `first` to `last` people (None: any number) pay `monthly` for each; None: by agreement."""

    first: int
    last: int | None
    monthly: Decimal | None

    def example(self, people: int) -> Decimal:
        """What a company of so many people pays in a month. Raises ValueError where it is by agreement."""
        if self.monthly is None:
            raise ValueError("this band is by agreement")
        return self.monthly * people


@dataclass(frozen=True)
class PriceList:
    """The length of the trial in days, and the bands by number of people."""

    currency: str
    trial_days: int
    bands: tuple[Band, ...]


@lru_cache(maxsize=1)
def price_list() -> PriceList:
    """The list in force. Raises ValueError when the bands do not rise."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    bands: list[Band] = []
    for row in found["band"]:
        first = bands[-1].last + 1 if bands and bands[-1].last else 1
        last = row.get("up_to")
        if (bands and bands[-1].last is None) or (last is not None and last < first):
            raise ValueError("the bands of the price list do not rise")
        bands.append(Band(first, last, Decimal(row["monthly"]) if "monthly" in row else None))
    return PriceList(found["currency"], found["trial_days"], tuple(bands))
