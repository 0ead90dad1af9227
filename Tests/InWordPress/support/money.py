"""Costs as the page should show them, from the tool's exact amounts."""

from decimal import ROUND_HALF_UP, Decimal, localcontext


def shown_cost(cost):
    """What a cost of a document says, with the word behind its sign: to the cent, below a cent to four digits."""
    if cost is None:
        return "– unknown"
    with localcontext() as context:
        context.prec = 60
        amount = Decimal(cost["amount"])
        if amount == 0 or abs(amount) >= Decimal("0.01"):
            text = f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
        else:
            text = f"{amount.quantize(Decimal(1).scaleb(amount.adjusted() - 3), ROUND_HALF_UP):f}".rstrip("0")
    is_low = cost["unpriced_models"] or cost["models_without_output"]
    return f"≥ at least {text}" if is_low else text


def cost_title(cost):
    """The heading of costs, of which this is one."""
    return f"Cost in {cost['currency']}" if cost else "Cost"
