"""Uploads that are too large are not taken in: they are read to their end, so that the page can say so, and dropped."""

from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from klantkompas.web.customers.importing.receiving import MOST_BYTES


def too_large(request: HttpRequest) -> bool:
    """Whether what was sent is more than an import may be."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES


class NotTooLarge(FileUploadHandler):
    """Stands before the handlers that keep files."""

    def handle_raw_input(self, input_data: IO[bytes], META: Any, content_length: int, *_: Any, **__: Any) -> None:  # noqa: ARG002
        """Note how much comes."""
        self._too_large = content_length > MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Stop before the first file where it is too much."""
        super().new_file(*args, **kwargs)
        if self._too_large:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Leave the keeping to who comes next."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the keeping to who comes next."""
