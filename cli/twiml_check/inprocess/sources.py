"""The files with the code of an app, found without an import."""

import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder


def sources(words: str, folder: str) -> Iterator[str]:
    """Yield the files of the module in `module:app`, and of the packages that it is in.

    The working folder is importable.
    """
    name, places = "", [folder, *sys.path]
    for part in words.partition(":")[0].strip().split("."):
        name = f"{name}.{part}" if name else part
        try:
            found = PathFinder.find_spec(name, places)
        except (ImportError, ValueError, OSError):  # the import reports the error later
            return
        if found is None:
            return
        if found.origin:
            yield found.origin
        places = list(found.submodule_search_locations or ())
