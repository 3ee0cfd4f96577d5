"""The small tables of a snapshot, as the night wrote them."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.conf import settings

from klantkompas.web.customers.models import Snapshot


def rows(snapshot: Snapshot | None, name: str) -> list[dict[str, Any]]:
    """The rows of a lens of a snapshot; none where it could not be made, or its files are no longer kept."""
    if snapshot is None or not snapshot.folder:
        return []
    path = Path(settings.DATA) / snapshot.folder / "lenses" / f"{name}.parquet"
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path.is_file() else []
    return found
