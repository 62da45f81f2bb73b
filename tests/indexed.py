"""A dict with indexes, as a table has them: what an index finds needs no search."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Hashable, ItemsView, KeysView, ValuesView
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Indexed(UserDict[K, V]):
    """Each index has a name, and a function that returns what an item is found by."""

    def __init__(self, **indexes: Callable[[K, V], Hashable]) -> None:
        super().__init__()
        self._indexes = indexes
        self._keys: dict[str, dict[Hashable, dict[K, None]]] = {name: {} for name in indexes}

    def keys_by(self, index: str, value: Hashable) -> list[K]:
        return list(self._keys[index].get(value, ()))

    def by(self, index: str, value: Hashable) -> list[V]:
        return [self.data[key] for key in self.keys_by(index, value)]

    def found_by(self, index: str) -> list[Any]:
        """Every value by which this index finds an item."""
        return list(self._keys[index])

    def __setitem__(self, key: K, item: V) -> None:
        if key in self.data:
            self._forget(key)
        self.data[key] = item
        for name, value_of in self._indexes.items():
            self._keys[name].setdefault(value_of(key, item), {})[key] = None

    def __delitem__(self, key: K) -> None:
        self._forget(key)
        del self.data[key]

    def _forget(self, key: K) -> None:
        for name, value_of in self._indexes.items():
            value = value_of(key, self.data[key])
            del self._keys[name][value][key]
            if not self._keys[name][value]:
                del self._keys[name][value]

    # The views that a UserDict inherits ask it for one item after the other, which takes ten times as long.

    def keys(self) -> KeysView[K]:
        return self.data.keys()

    def values(self) -> ValuesView[V]:
        return self.data.values()

    def items(self) -> ItemsView[K, V]:
        return self.data.items()
