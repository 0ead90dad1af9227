"""The prices of one model over time, as genai-prices says them."""

from decimal import Decimal
from typing import NamedTuple

# Of a price without a first day, which holds from the beginning.
EVER = "-"


class Price(NamedTuple):
    """USD per 1,000,000 tokens of the prompt and of the answer; of a prompt that the vendor has cached, if that is known."""

    input: Decimal
    output: Decimal
    cached: Decimal | None = None

    def __str__(self):
        return "/".join(plain(part) for part in self if part is not None)


class Entry(NamedTuple):
    """What holds from a day on; without a price, that there is none."""

    start: str
    price: Price | None
    tier: tuple[int, Price] | None = None
    off_peak: Price | None = None
    peak: Price | None = None
    source: str = ""

    def fields(self):
        tier = f">{self.tier[0]} {self.tier[1]}" if self.tier else "-"
        return [self.start, str(self.price or "-"), tier, str(self.off_peak or "-"), str(self.peak or "-")]


def plain(number):
    """A decimal without an exponent and without zeros at its end; more than six digits after the point are an error."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if len(text.partition(".")[2]) > 6:
        raise ValueError(f"{number} has more than six digits after the point")
    return text


def course(model, source):
    """The entries of a model of genai-prices in the order of their days; none if it has no price for text."""
    prices = model["prices"]
    conditional = prices if isinstance(prices, list) else [{"prices": prices}]
    dated, timed = {}, set()
    for part in conditional:
        base, tier = _price(part["prices"])
        if base is None:
            return []
        constraint = part.get("constraint")
        if constraint is None:
            dated[EVER] = Entry(EVER, base, tier, source=source)
        elif constraint["kind"] == "StartDateConstraint":
            dated[constraint["start_date"]] = Entry(constraint["start_date"], base, tier, source=source)
        else:
            timed.add(base)
    entries = [entry for _, entry in sorted(dated.items())]
    if timed:
        # It says at which hours a price holds, not since when: that is known of the newest price alone.
        (peak,) = timed
        entries[-1] = entries[-1]._replace(peak=Price(peak.input, peak.output))
    return [entry for place, entry in enumerate(entries) if place == 0 or entry[1:] != entries[place - 1][1:]]


def _price(prices):
    """The price for text and its tier, None without one."""
    parts = [prices.get(key) for key in ("input_mtok", "output_mtok", "cache_read_mtok")]
    if parts[0] is None or parts[1] is None or "output_image_mtok" in prices or "output_audio_mtok" in prices:
        return None, None
    base = Price(*(part["base"] if isinstance(part, dict) else part for part in parts))
    tiers = [part["tiers"] for part in parts if isinstance(part, dict)]
    if not tiers:
        return base, None
    starts = {tier["start"] for part in tiers for tier in part}
    if len(starts) != 1 or any(len(part) != 1 for part in tiers):
        raise ValueError("a model has more than one tier")
    high = Price(*(part["tiers"][0]["price"] if isinstance(part, dict) else part for part in parts))
    return base, (starts.pop(), high)
