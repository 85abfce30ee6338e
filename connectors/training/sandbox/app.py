"""The stand-in as a web application, and the faults it can play.

`POST /_control` with {"forward": seconds, "faults": [{"mode": ..., "on": operation}]} lets time pass and plans faults, each once.
Modes besides the fates of a job: "closed" (403, this organisation may not fine-tune), "hang_up" (no answer, nothing done),
"lost_answer" (done, no answer), "status" (with "status", "code", and "retry_after" for a header).
"""

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask, Response, g, jsonify, request

from connectors.training.sandbox import answers, deployments, jobs, writing
from connectors.training.sandbox.answers import Refused, Row, not_found
from connectors.training.sandbox.state import State

_FAULTS = ("closed", "hang_up", "lost_answer", "status")
_CLOSED = "The fine-tuning platform is no longer available to this organization."


def create_app(state: State) -> Flask:
    """The application; `state` may be played with beside it."""
    app = Flask(__name__)
    app.register_error_handler(Refused, _refused)
    app.before_request(lambda: _before(state))
    app.after_request(_after)
    for add in (_add_files, _add_jobs, _add_models):
        add(app, state)
    app.add_url_rule("/_control", "control", lambda: _control(state), methods=["POST"])
    app.add_url_rule("/healthz", "health", lambda: "ok")
    return app


def _add_files(app: Flask, state: State) -> None:
    def upload() -> Row:
        given = request.files["file"]
        return state.keep_file(given.filename or "file", request.form["purpose"], given.read())

    def listed() -> Row:
        purpose = request.args.get("purpose")
        rows = [row for row in reversed(state.files.values()) if purpose in (None, row["purpose"])]
        return _page(rows, ends=True)

    def content(id: str) -> Response:
        return Response(state.content(id), mimetype="application/octet-stream")

    def delete(id: str) -> Row:
        state.file_row(id)
        del state.files[id], state.contents[id]
        return answers.deleted(id, "file")

    _route(app, state, "POST", "/v1/files", "upload_file", upload)
    _route(app, state, "GET", "/v1/files", "list_files", listed)
    _route(app, state, "GET", "/v1/files/<id>", "get_file", state.file_row)
    _route(app, state, "GET", "/v1/files/<id>/content", "file_content", content)
    _route(app, state, "DELETE", "/v1/files/<id>", "delete_file", delete)


def _add_jobs(app: Flask, state: State) -> None:
    place = "/v1/fine_tuning/jobs"

    def create() -> Row:
        return jobs.create(state, request.get_json())

    def listed() -> Row:
        return _page([jobs.look(state, id) for id in reversed(state.jobs)])

    def events(id: str) -> Row:
        jobs.look(state, id)
        return _page(state.events[id][::-1] if state.deploys else state.events[id])

    def checkpoints(id: str) -> Row:
        jobs.look(state, id)
        return _page(state.checkpoints[id], ends=True)

    _route(app, state, "POST", place, "create_job", create)
    _route(app, state, "GET", place, "list_jobs", listed)
    _route(app, state, "GET", f"{place}/<id>", "get_job", lambda id: jobs.look(state, id))
    _route(app, state, "POST", f"{place}/<id>/cancel", "cancel_job", lambda id: jobs.cancel(state, id))
    _route(app, state, "GET", f"{place}/<id>/events", "list_events", events)
    _route(app, state, "GET", f"{place}/<id>/checkpoints", "list_checkpoints", checkpoints)


def _add_models(app: Flask, state: State) -> None:
    def model(id: str) -> Row:
        if id not in state.models:
            raise not_found("model", id)
        return state.models[id]

    def delete(id: str) -> Row:
        model(id)
        del state.models[id]
        return answers.deleted(id, "model")

    def undeploy(id: str) -> Row:
        deployments.shown(state, id)
        del state.deployments[id]
        return answers.deleted(id, "model")

    def listed() -> Row:
        return {"object": "list", "data": list(state.models.values())}

    _route(app, state, "GET", "/v1/models", "list_models", listed)
    _route(app, state, "GET", "/v1/models/<path:id>", "get_model", model)
    _route(app, state, "DELETE", "/v1/models/<path:id>", "delete_model", delete)
    _route(app, state, "POST", "/v1/chat/completions", "chat", lambda: _chat(state, request.get_json()))
    if state.deploys:
        _route(app, state, "POST", "/v0/models", "deploy", lambda: deployments.deploy(state, request.get_json()))
        _route(app, state, "GET", "/v0/models/<id>", "get_deployment", lambda id: deployments.shown(state, id))
        _route(app, state, "DELETE", "/v0/models/<id>", "delete_deployment", undeploy)


def _chat(state: State, asked: Row) -> Row:
    name, turns = str(asked.get("model")), asked.get("messages") or []
    files = {job["fine_tuned_model"]: id for id, job in state.jobs.items() if job["fine_tuned_model"] in state.models}
    put_up = {row["name"]: row["training_file"] for row in state.deployments.values()}
    letter = next((str(turn.get("content")) for turn in reversed(turns) if turn.get("role") == "user"), "")
    count = int(asked.get("n") or 1)
    if name not in state.models and name not in put_up:
        raise Refused(404, f"The model `{name}` does not exist or you do not have access to it.", "model_not_found")
    learned = put_up.get(name) or (state.jobs[files[name]]["training_file"] if name in files else "")
    replies = writing.replies_in(state.content(learned)) if learned in state.files else []
    said = writing.tuned(replies, letter, count) or writing.polite(count)
    return answers.completion(name, said, turns, state.now())


def _route(app: Flask, state: State, method: str, path: str, operation: str, do: Callable[..., Any]) -> None:
    def answer(**named: str) -> Any:
        with state.lock:
            found = do(**named)
            state.save()
            return found if isinstance(found, Response) else jsonify(found)

    app.add_url_rule(path, operation, answer, methods=[method])


def _page(rows: list[Row], ends: bool = False) -> Row:
    return answers.page(rows, request.args.get("after", ""), request.args.get("limit", 20, type=int), ends)


def _before(state: State) -> None:
    if request.endpoint in ("control", "health"):
        return
    if state.key and request.headers.get("Authorization") != f"Bearer {state.key}":
        raise Refused(401, "Incorrect API key provided.", "invalid_api_key")
    with state.lock:
        fault = state.take_fault(request.endpoint or "", _FAULTS)
    g.fault = fault.get("mode")
    if g.fault == "closed":
        raise Refused(403, _CLOSED, "fine_tuning_not_available")
    if g.fault == "hang_up":
        raise Refused(500, "The server had an error while processing your request.")
    if g.fault == "status":
        wait = {"retry_after": str(fault["retry_after"])} if "retry_after" in fault else {}
        said = fault.get("message", "The vendor says no.")
        raise Refused(fault["status"], said, fault.get("code", ""), fault.get("param"), **wait)


def _after(answer: Response) -> Response:
    line = request.environ.get("werkzeug.socket")
    if g.get("fault") in ("hang_up", "lost_answer") and isinstance(line, socket.socket):
        with suppress(OSError):  # whoever called may have gone before
            line.shutdown(socket.SHUT_RDWR)
    return answer


def _refused(refused: Refused) -> Response:
    answer = jsonify(refused.body)
    answer.status_code = refused.status
    answer.headers.update(refused.headers)
    return answer


def _control(state: State) -> Row:
    asked = request.get_json()
    with state.lock:
        state.forward(float(asked.get("forward", 0)))
        for fault in asked.get("faults", []):
            state.fault(**fault)
        state.save()
        return {"now": state.now(), "faults": state.faults}
