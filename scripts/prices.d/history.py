"""Whether a new list changes what days cost that the list before was made for."""

import re
from datetime import date

CORRECTION = "correction: "


def changes_of_the_past(before, after):
    """A line for each change of what a day before the date of the list before cost, unless a source says so.

    That is a price that becomes another one, is taken away, or appears for a name that the list before knew; and a platform
    that bills other tokens or takes its prices from elsewhere. A name that the list before did not know may be added.
    """
    if not before:
        return []
    old, new = _List(before), _List(after)
    changes = []
    for platform in sorted(old.platforms):
        was, now = old.platforms[platform], new.platforms.get(platform)
        if (now or [])[:2] != was[:2] and not (now and now[-1].startswith(CORRECTION)):
            changes.append(f"{platform}: its answers were billed by {was[0]}, with the prices of {was[1]}")
    for platform, name in sorted({*old.courses, *new.courses}):
        was, now = old.course(platform, name), new.course(platform, name)
        if was is None:
            continue
        for start in sorted({entry[0] for entry in [*was, *(now or [])] if entry[0] < old.date}):
            (held, _), (holds, source) = _price(start, was), _price(start, now or [])
            if held != holds and not source.startswith(CORRECTION):
                changes.append(f"{platform} {name} from {start}: {held[0] if held else 'no price'} was the price")
    return changes


class _List:
    """A list's date, its platforms, and the entries of each name; of an alias those of the model it is another name of."""

    def __init__(self, text):
        head, *lines = text.splitlines()
        self.date = head.split("\t")[2]
        self.platforms, self.courses, aliases = {}, {}, {}
        for line in lines:
            if line.startswith("#"):
                continue
            platform, name, *fields = line.split("\t")
            if not name:
                self.platforms[platform] = fields
            elif fields[0].startswith("="):
                aliases[platform, name] = (fields[0][1:], fields[1])
            else:
                self.courses.setdefault((platform, name), []).append(fields)
        self.courses |= {(platform, name): self._alias(platform, *alias) for (platform, name), alias in aliases.items()}

    def _alias(self, platform, model, source):
        entries = self.courses[platform, model]
        return [[*entry[:-1], source] for entry in entries] if source.startswith(CORRECTION) else entries

    def course(self, platform, name):
        """The entries that the tool finds for a name; None where it finds none."""
        if (found := self._exact(platform, name)) is not None:
            return found
        # A name with a date at its end has the price of the name before it, if that has had one price ever.
        shorter = self._exact(platform, _without_date(name))
        return shorter if shorter is not None and len(shorter) == 1 else None

    def _exact(self, platform, name):
        billing = self.platforms.get(platform, ["", "-"])
        return next((self.courses[owner, name] for owner in (platform, billing[1]) if (owner, name) in self.courses), None)


def _without_date(name):
    match = re.fullmatch(r"(.+)-(\d{4})(-?)(\d\d)\3(\d\d)", name)
    try:
        return match and date(int(match[2]), int(match[4]), int(match[5])) and match[1]
    except ValueError:
        return None


def _price(day, entries):
    """What holds on a day, and its source; None without a price. Days sort as they follow each other, "-" before all."""
    held = [entry for entry in entries if entry[0] <= day]
    if not held:
        return None, ""
    return (held[-1][1:5] if held[-1][1] != "-" else None), held[-1][-1]
