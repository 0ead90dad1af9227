"""How long a run lasts, its random choices, and the figures that it prints in the end."""

import os
import random

MINUTES = int(os.environ.get("TOKENLEDGER_ATTACK_MINUTES") or 0)
SEED = int(os.environ.get("TOKENLEDGER_ATTACK_SEED") or random.randrange(10**9))

# Lines of the summary, in the order in which the tests ended.
FIGURES = []


def lasting(short, share):
    """How many seconds a test lasts: `short`, or its share of the minutes that were asked for."""
    return MINUTES * 60 * share if MINUTES else short


def choices(name):
    """Random choices that the seed repeats, different ones for each name."""
    return random.Random(f"{SEED} {name}")


def report(test, **figures):
    """Adds a line to the summary."""
    FIGURES.append(f"{test}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items()))
