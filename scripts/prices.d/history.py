"""Whether a new list changes prices of days that the list before was made for."""


def changes_of_the_past(before, after):
    """A line for each model whose price changes on a day before the date of the list before, unless a source says so."""
    if not before:
        return []
    date = before.splitlines()[0].split("\t")[2]
    old, new = _courses(before), _courses(after)
    changes = []
    for model in sorted(old):
        starts = {entry[0] for entry in [*old[model], *new.get(model, [])] if entry[0] < date}
        for start in sorted(starts):
            was, now = _on(start, old[model]), _on(start, new.get(model, []))
            if was and was[1:5] != (now[1:5] if now else None) and not (now and now[-1].startswith("correction: ")):
                changes.append(f"{model[0]} {model[1]} from {start}: {was[1]} was the price")
    return changes


def _courses(text):
    """The entries of each name, from the day on; of an alias those of the model that it is another name of."""
    courses, aliases = {}, {}
    for line in text.splitlines()[1:]:
        if line.startswith("#"):
            continue
        platform, name, *fields = line.split("\t")
        if fields[0].startswith("="):
            aliases[platform, name] = (platform, fields[0][1:])
        elif name:
            courses.setdefault((platform, name), []).append(fields)
    return courses | {alias: courses[model] for alias, model in aliases.items()}


def _on(day, entries):
    """The entry that holds on a day; days are texts that sort as they follow each other, "-" before all."""
    held = [entry for entry in entries if entry[0] <= day]
    return held[-1] if held else None
