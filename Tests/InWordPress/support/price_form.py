"""The settings' form of the owner's own prices, as a browser shows it."""

FIELDS = ("platform", "model", "from", "input", "output", "cached_input", "free", "same_as")
EMPTY_RATE, EMPTY_PRICE = ["", ""], ["", "", "", "", "", "", False, ""]


def price(**given):
    """A price as the tool's document has it."""
    return {**dict.fromkeys(FIELDS), "free": False, **given}


def rows(tab, name):
    """What the rows of fields say; a box says whether it is ticked."""
    return tab.driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(row => [...row.querySelectorAll('input')]"
        ".map(e => e.type === 'checkbox' ? e.checked : e.value));",
        f"#tokenledger-prices-{name} tbody tr",
    )


def field(tab, part, row, name):
    return tab.find(f"[name='prices[{part}][{row}][{name}]']")
