"""Our own lines, from supplement.tsv: in the form of the price list, but in any order and without limits."""

from decimal import Decimal

from courses import Entry, Price


class Supplement:
    """What the supplement says: the head and the comments of the list, the platforms, entries of models, and other names."""

    def __init__(self, text):
        self.comments, self.platforms, self.models, self.aliases = [], [], {}, {}
        head, *lines = text.splitlines()
        self.head = head.split("\t")
        for number, line in enumerate(lines, 2):
            if line.startswith("##") or not line:
                continue
            if line.startswith("#"):
                self.comments.append(line)
                continue
            fields = line.split("\t")
            try:
                self._take(fields)
            except (ArithmeticError, TypeError, ValueError) as error:
                raise ValueError(f"supplement.tsv, line {number}: {error}") from None

    def _take(self, fields):
        if not fields[1]:
            self.platforms.append(fields)
            return
        if fields[2].startswith("="):
            platform, name, model, source = fields
            self.aliases[platform, name] = [platform, name, model, source]
            return
        platform, name, start, price, tier, off_peak, peak, source = fields
        above = tier.removeprefix(">").partition(" ")
        entry = Entry(
            start, _price(price), (int(above[0]), _price(above[2])) if tier != "-" else None, _price(off_peak),
            _price(peak), source)
        self.models.setdefault((platform, name), []).append(entry)


def _price(text):
    return None if text == "-" else Price(*map(Decimal, text.split("/")))
