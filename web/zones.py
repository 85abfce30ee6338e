"""The time zones that people choose from."""

from zoneinfo import available_timezones


def zones(now: str) -> list[str]:
    """Places and UTC, and the one that is set; not the many other names that the database of zones has for them."""
    return sorted(
        {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")} | {"UTC", now}
    )
