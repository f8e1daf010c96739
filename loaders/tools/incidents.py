"""What data sets of single events share: a day, a place inside of places, who was there, and how many died."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .context import Context
from .grids import Grid

#: How precise a number of deaths is, by which of the three estimates it is.
_PRECISION = {"best": "about", "low": "at least", "high": "at most"}


@dataclass
class Places:
    """Places of events: a country, its parts, and in them the spot with its latitude and longitude."""

    context: Context

    def spot(self, country: str, parts: Iterable[str], name: str, lat: str, lon: str) -> tuple[str, str]:
        """The region of an event, and what could not be kept of its latitude and longitude."""
        region = self.context.country(country) if country else ""
        for part in parts:
            if part and not (region and self.context.row("regions", region).get("name") == part):
                region = self.context.region(part, region)
        point = self._point(lat, lon)
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


def leave_row(context: Context, grid: Grid, index: int, why: str) -> None:
    """Set a row of a table aside."""
    context.brought.leave(grid.file, grid.lines[index], grid.row(index), why)
