"""What the phones remember over a restart: the accounts they serve, and whose story is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from adapters.simulation import Connection, Place, Simulator

_MAX_CONNECTIONS: Final = 50  # of one kind; the oldest is forgotten first


class State:
    def __init__(self, place: Place) -> None:
        self.place = place
        self._lock = threading.Lock()
        self._connections = _read(place.state_dir / "connections.json")

    def connections(self, kind: str) -> list[Connection]:
        """Oldest first."""
        with self._lock:
            return list(self._connections.get(kind, ()))

    def connect(self, simulator: Simulator, connection: Connection) -> None:
        """Raises what the simulator raises; then nothing is remembered."""
        simulator.connect(connection)
        with self._lock:
            known = self._connections.setdefault(simulator.kind, [])
            known[:] = [old for old in known if old != connection][-_MAX_CONNECTIONS + 1 :]
            known.append(connection)
            self._write()

    def reconnect(self, hosted: Mapping[str, Simulator]) -> None:
        for kind, simulator in hosted.items():
            for connection in self.connections(kind):
                simulator.connect(connection)

    def begin_story(self) -> bool:
        """True for the first caller of this installation, ever."""
        try:
            (self.place.state_dir / "story-told").touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _write(self) -> None:
        """Settings hold secrets of simulated accounts: for this account's eyes only."""
        listed = {kind: [asdict(c) for c in known] for kind, known in self._connections.items()}
        file = self.place.state_dir / "connections.json"
        draft = file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(listed), encoding="utf-8")
        draft.replace(file)


def _read(file: Path) -> dict[str, list[Connection]]:
    if not file.exists():
        return {}
    listed: dict[str, list[dict[str, Any]]] = json.loads(file.read_text(encoding="utf-8"))
    return {kind: [Connection(**c) for c in known] for kind, known in listed.items()}
