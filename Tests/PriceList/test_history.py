"""What a new price list may change of the days that the list before was made for."""

from pathlib import Path

import pytest

from history import changes_of_the_past

OPENAI = "OpenAI\t\tcompletion\t-\tus"
AZURE = "Azure OpenAI\t\tcompletion\tOpenAI\tus"


def price_list(*lines, date="2026-06-01"):
    return "\n".join([f"tokenledger.price-list/1\t1\t{date}", "# Comments.", *lines]) + "\n"


def line(name, start, price, tier="-", off_peak="-", peak="-", source="them", platform="OpenAI"):
    return "\t".join([platform, name, start, price, tier, off_peak, peak, "-", "-", source])


BEFORE = price_list(
    AZURE, line("desk", "2026-01-01", "1/2", platform="Azure OpenAI"), OPENAI, line("a", "-", "5/15"),
    line("a", "2026-02-01", "2/10/1", ">200000 4/15"), line("b", "-", "3/4"), line("c", "-", "-"),
    line("late", "2026-05-01", "1/2"), "OpenAI\tother\t=b\tthem")


def changes(*replacements):
    """What is said of the list before with some texts replaced, a day later."""
    after = BEFORE.replace("2026-06-01", "2026-06-02")
    for old, new in replacements:
        assert old in after
        after = after.replace(old, new)
    return changes_of_the_past(BEFORE, after)


def test_what_stays_as_it_was_is_no_change():
    assert changes() == []
    assert changes(("# Comments.", "# Others."), ("\tthem", "\tsomebody")) == []
    assert changes_of_the_past("", BEFORE) == []


def test_new_names_later_prices_and_limits_may_be_added():
    added = [line("new", "-", "1/1"), line("new-2026-01-02", "-", "7/7"), "Mistral\t\tcompletion\t-\tus"]
    later = [line("a", "2026-06-01", "1/1"), line("b", "2026-12-24", "-")]
    assert changes(("OpenAI\tother", "\n".join([*added, *later, "OpenAI\tother"])), ("-\t-\tthem", "9\t8\tthem")) == []


@pytest.mark.parametrize("old, new, said", [
    ("5/15", "5/16", ["OpenAI a from -: 5/15 was the price"]),
    ("2/10/1", "2/10", ["OpenAI a from 2026-02-01: 2/10/1 was the price"]),
    (">200000 4/15", "-", ["OpenAI a from 2026-02-01: 2/10/1 was the price"]),
    ("2026-02-01", "2026-03-01", ["OpenAI a from 2026-02-01: 2/10/1 was the price"]),
    ("2026-02-01", "2026-01-31", ["OpenAI a from 2026-01-31: 5/15 was the price"]),
    ("3/4", "-", ["OpenAI b from -: 3/4 was the price", "OpenAI other from -: 3/4 was the price"]),
    # What had no price, at all or before its first day, has one.
    ("c\t-\t-", "c\t-\t6/7", ["OpenAI c from -: no price was the price"]),
    ("2026-05-01", "2026-04-30", ["OpenAI late from 2026-04-30: no price was the price"]),
    ("2026-05-01", "-", ["OpenAI late from -: no price was the price"]),
    # Another name of another model, and a name that is gone.
    ("=b", "=a", ["OpenAI other from -: 3/4 was the price", "OpenAI other from 2026-02-01: 3/4 was the price"]),
    (line("late", "2026-05-01", "1/2") + "\n", "", ["OpenAI late from 2026-05-01: 1/2 was the price"]),
    # Names that had the price of others.
    ("OpenAI\tother", line("b-2026-01-02", "-", "8/8") + "\nOpenAI\tother", ["OpenAI b-2026-01-02 from -: 3/4 was the price"]),
    (OPENAI, line("b", "-", "8/8", platform="Azure OpenAI") + "\n" + OPENAI, ["Azure OpenAI b from -: 3/4 was the price"]),
    # What a platform bills, and whose prices it has.
    (OPENAI, OPENAI.replace("completion", "total-prompt"), ["OpenAI: its answers were billed by completion, with the prices of -"]),
    (AZURE, AZURE.replace("\tOpenAI\t", "\t-\t"), ["Azure OpenAI: its answers were billed by completion, with the prices of OpenAI"]),
])
def test_what_days_before_cost_changes_only_as_a_correction(old, new, said):
    assert changes((old, new)) == said
    after = BEFORE.replace(old, new).replace("\tthem", "\tcorrection: them").replace("\tus", "\tcorrection: us")
    # A line that is gone can say nothing.
    assert changes_of_the_past(BEFORE, after) == ([] if new else said)


def test_a_correction_is_one_of_its_own_days_alone():
    corrected = line("a", "2026-02-01", "2/11/1", ">200000 4/15", source="correction: them")
    wrong = line("a", "2026-02-01", "2/10/1", ">200000 4/15")
    assert changes((wrong, corrected)) == []
    assert changes((wrong, corrected), ("5/15", "6/15")) == ["OpenAI a from -: 5/15 was the price"]


def test_the_list_that_is_there_agrees_with_itself():
    text = (Path(__file__).parents[2] / "Sources/Pricing/price-list.tsv").read_text()
    assert changes_of_the_past(text, text) == []
    assert changes_of_the_past(text, text.replace("\tgpt-4o\t2024-05-13\t5/15", "\tgpt-4o\t2024-05-13\t5/16")) != []
