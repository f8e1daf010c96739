"""What data sets of single events share: a day, a place inside of places, who was there, and how many died."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .context import Context, Table

#: How precise a number of deaths is, by which of the three estimates it is.
_PRECISION = {"best": "about", "low": "at least", "high": "at most"}


class Places:
    """Places of events: a country, its parts, and in them the spot with its latitude and longitude.

    Parameters
    ----------
    context : Context
    table : Table
    parts : dict of str to str
        The columns of the parts of a country, the largest first: as what each is read.
    spot : str
        The column of the name of the spot.
    """

    def __init__(self, context: Context, table: Table, parts: dict[str, str], spot: str) -> None:
        self.context = context
        self._countries = table.column("country", "a region")
        self._parts = [table.column(name, read_as) for name, read_as in parts.items()]
        self._spots = table.column(spot, "a region in those")
        self._lats, self._lons = (table.column(name, "where a region is") for name in ("latitude", "longitude"))

    def name(self, index: int) -> str:
        """How the place of a row is called."""
        return self._spots[index] or self._countries[index] or "no place"

    def region(self, index: int) -> tuple[str, str]:
        """The region of a row, and what could not be kept of its latitude and longitude."""
        country, lat, lon = self._countries[index], self._lats[index], self._lons[index]
        region = self.context.country(country) if country else ""
        for part in (cells[index] for cells in self._parts):
            if part and not (region and self.context.row("regions", region).get("name") == part):
                region = self.context.region(part, region)
        name, point = self._spots[index], self._point(lat, lon)
        if name or point:
            inner = self.context.region(name or f"{lat}, {lon}", region)
            row = self.context.row("regions", inner)
            if point and "lat" not in row:
                row["lat"], row["lon"] = point
            kept = (row.get("lat"), row.get("lon")) == point
            return inner, "" if kept or not (lat or lon) else f"Latitude {lat}, longitude {lon}"
        return region, f"Latitude {lat}, longitude {lon}" if lat or lon else ""

    @staticmethod
    def _point(lat: str, lon: str) -> tuple[str, str] | None:
        try:
            is_there = -90 <= float(lat) <= 90 and -180 <= float(lon) <= 180
        except ValueError:
            return None
        return (lat, lon) if is_there else None


def deaths(context: Context, event: str, name: str, date: str, region: str, estimates: dict[str, str]) -> str:
    """Figures of those who died in an event, and what could not be kept of the estimates.

    Where all estimates are one number there is one figure.
    """
    numbers = {which: cell for which, cell in estimates.items() if cell.isascii() and cell.isdigit() and len(cell) < 12}
    unread = ", ".join(f"{which}: {cell}" for which, cell in estimates.items() if cell and which not in numbers)
    same = len(numbers) == len(_PRECISION) and len(set(numbers.values())) == 1
    for which, number in numbers.items():
        if same and which != "best":
            continue
        context.row(
            "figures",
            f"{event}-{which}",
            name=f"Deaths: {name}",
            value=number,
            unit="people",
            precision="exact" if same else _PRECISION[which],
            date=date,
            regions=region,
            note="The low, the best and the high estimate are the same." if same else f"The {which} estimate.",
        )
    return f"Deaths as written: {unread}" if unread else ""
