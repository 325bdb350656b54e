"""A file that is sent to us is given up once it is too large, before it fills the disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from countersign.policies.receiving import MOST_BYTES

TOO_LARGE = "countersign.upload_too_large"


class SizeHandler(FileUploadHandler):
    """Stop an upload that has become too large, and note it for the page."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what comes, and pass it on."""
        del start
        self.received += len(raw_data)
        if self.received > MOST_BYTES and self.request is not None:
            self.request.META[TOO_LARGE] = True
            raise StopUpload  # the rest is read and thrown away, so that the page can say what is wrong
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
        del file_size
