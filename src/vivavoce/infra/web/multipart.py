"""Read one file out of a ``multipart/form-data`` body (RFC 7578) that is already in memory."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesHeaderParser

from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

MULTIPART_OVERHEAD_BYTES = 64 * 1024
"""What the boundaries and headers around a file may add to a body."""
_MAX_PARTS = 20
_MAX_BOUNDARY_LENGTH = 70


class MalformedFormError(InvalidRequestError):
    """The body is not a form with a file: send it as 'multipart/form-data' with the field 'file'."""

    code = "form_malformed"


def is_multipart(content_type: str) -> bool:
    """Return whether a content type is that of a form with files."""
    return content_type.partition(";")[0].strip().lower() == "multipart/form-data"


def read_form_file(content_type: str, body: bytes, name: str = "file") -> bytes:
    """Return the content of the first field ``name``; raise ``MalformedFormError`` without one."""
    boundary = _read_boundary(content_type)
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary, _MAX_PARTS + 1)
    for part in parts[1 : _MAX_PARTS + 1]:
        if part.startswith(b"--"):
            break
        head, separator, content = part.partition(b"\r\n\r\n")
        headers = BytesHeaderParser().parsebytes(head.lstrip(b" \t\r\n"))
        if separator and headers.get_param("name", header="content-disposition") == name:
            return content
    message = translatable("Send the file in the field '{name}'.", name=name)
    raise MalformedFormError(errors=[FieldError(name, "missing", message)])


def _read_boundary(content_type: str) -> bytes:
    message = Message()
    message["content-type"] = content_type
    boundary = message.get_boundary()
    if not boundary or len(boundary) > _MAX_BOUNDARY_LENGTH or not boundary.isascii():
        raise MalformedFormError
    return boundary.encode("ascii")
