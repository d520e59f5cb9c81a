"""Rounding of decimal text as GB/T 8170-2008 asks: half to even, on what is written, never on binary noise."""

from decimal import ROUND_HALF_EVEN, Decimal

Number = float | int | str | Decimal


def exact(value: Number) -> Decimal:
    """Return the decimal a number is written as.

    Examples
    --------
    >>> exact(40.4) - exact(35)
    Decimal('5.4')
    """
    return value if isinstance(value, Decimal) else Decimal(str(value))


def decimals_of(value: Number) -> int:
    """Return how many digits stand after the point, trailing zeros not counted.

    Examples
    --------
    >>> decimals_of(7.14), decimals_of(35.0), decimals_of(100)
    (2, 0, 0)
    """
    exponent = exact(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def round_half_even(value: Number, decimals: int) -> Decimal:
    """Round to ``decimals`` digits after the point; a lone five goes to the even neighbour (GB/T 8170-2008, 3.2).

    Examples
    --------
    >>> round_half_even(2.5, 0), round_half_even(3.5, 0), round_half_even("0.125", 2)
    (Decimal('2'), Decimal('4'), Decimal('0.12'))
    """
    return exact(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
