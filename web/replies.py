"""Two ways to answer a click: JSON to our own script, a page to everything else."""

from flask import flash, jsonify, redirect, request
from werkzeug.wrappers import Response

from web.said import said


def says_json() -> bool:
    """Did our script ask? It says so in the Accept header."""
    return request.accept_mimetypes.best == "application/json"


def sorry(code: int, sentence: str, **more: object) -> Response:
    """It did not work, and why, for our script."""
    answer = jsonify(sentence=said(sentence), **more)
    answer.status_code = code
    return answer


def done(sentence: str, back: str, **more: object) -> Response:
    """It worked: `sentence` as JSON with `more`, or on the page at `back`."""
    if says_json():
        return jsonify(sentence=said(sentence), **more)
    flash(said(sentence))
    return redirect(back)


def failed(code: int, sentence: str, back: str, **more: object) -> Response:
    """It did not work: `sentence` as JSON with `code`, or on the page at `back`."""
    if says_json():
        return sorry(code, sentence, **more)
    flash(said(sentence), "problem")
    return redirect(back)


def inside(address: str) -> str:
    """`address` if it is a path of ours, else "/": what came with a link must not lead people away."""
    is_path = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if is_path and address.isprintable() else "/"
