"""Altair's chart, put together without being copied over and over.

Altair copies a layer with all below it several times whenever layers are put together or a property is set, and looks
through all of Vega-Lite's schema to find what ``"value:Q"`` may mean on a channel. Both are most of the time a chart
takes. Here a copy shares what nobody changes in place, and a channel is known by its name. The specification is the same.
"""

from typing import Any, Self

import altair as alt


class Chart(alt.Chart):
    """:class:`altair.Chart`; what is set on a copy replaces a part and never changes one."""

    def __deepcopy__(self, memo: Any = None) -> Self:
        """Return a copy that shares its parts; Altair asks for one of each layer, many times."""
        return self.copy(deep=False)

    def encode(self, *args: Any, **channels: Any) -> Self:
        """As Altair's, with strings and plain values made channels at once."""
        return super().encode(*args, **{name: channel(name, told) for name, told in channels.items()})


def channel(name: str, told: Any) -> Any:
    """Return what stands for ``told`` on a channel: a field's shorthand, a value, or what it was.

    Parameters
    ----------
    name : str
        Channel, as in :meth:`altair.Chart.encode`.
    told : Any
        A shorthand such as ``"value:Q"``, what :func:`altair.value` or :func:`altair.condition` made, or a channel.
    """
    kind = f"{name[0].upper()}{name[1:]}"
    if isinstance(told, str):
        return getattr(alt, kind)(told)
    if isinstance(told, dict) and "value" in told:
        return getattr(alt, f"{kind}Value")(**told)
    return told
