"""Less on the wire: pages are compressed as they go, built files were compressed when they were built."""

import gzip
import io
import mimetypes
import random
import string
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory

CODINGS = {"br": ".br", "gzip": ".gz"}
"""How a browser calls a compression, and what web.build adds to the name of a file; the better one first."""
WORTH_IT_BYTES = 1_000
FILLER_LETTERS = 100
_chance = random.SystemRandom()


def install(app: Flask) -> None:
    """Compress what is a page, and serve the small twin of a built file to whoever can read it."""
    app.view_functions["static"] = send_built
    app.after_request(_compress)


def send_built(filename: str) -> Response:
    """A file of static/, in the best compression that was built and that the browser takes. 404 where there is none."""
    folder = Path(str(current_app.static_folder))
    taken = (ending for coding, ending in CODINGS.items() if coding in request.accept_encodings)
    ending = next((ending for ending in taken if (folder / f"{filename}{ending}").is_file()), "")
    answer = send_from_directory(folder, filename + ending, mimetype=mimetypes.guess_type(filename)[0])
    if ending:
        answer.headers["Content-Encoding"] = next(coding for coding, one in CODINGS.items() if one == ending)
    answer.vary.add("Accept-Encoding")
    return answer


def _compress(answer: Response) -> Response:
    if answer.mimetype != "text/html" or answer.direct_passthrough or "Content-Encoding" in answer.headers:
        return answer
    answer.vary.add("Accept-Encoding")
    page = answer.get_data()
    if "gzip" in request.accept_encodings and len(page) > WORTH_IT_BYTES:
        answer.set_data(_smaller(page))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _smaller(page: bytes) -> bytes:
    """With a file name of random length in its head: whoever watches the size of a page learns nothing of the secrets in it."""
    name = "".join(_chance.choices(string.ascii_letters, k=_chance.randrange(1, FILLER_LETTERS)))
    written = io.BytesIO()
    with gzip.GzipFile(name, "wb", 5, written, mtime=0) as file:
        file.write(page)
    return written.getvalue()
