"""All that is outside. A folder with a `PLATFORM` is a platform; nobody registers."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from connectors.base import Platform


@lru_cache
def platforms() -> dict[str, Platform]:
    """Every platform by name, found by looking for folders that offer `PLATFORM`."""
    found = {}
    for module in iter_modules(__path__):
        if module.ispkg and hasattr(package := import_module(f"{__name__}.{module.name}"), "PLATFORM"):
            found[package.PLATFORM.name] = package.PLATFORM
    return found


def get(name: str) -> Platform:
    """The platform called `name`. KeyError when there is none."""
    return platforms()[name]
