"""A stand-in for an OpenAI-compatible endpoint: answers over real HTTP what a test tells it to, and remembers what it was asked."""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], Any]
"""Status, headers, body."""


class Endpoint:
    """`answers` are given in turn, the last one again and again. A callable makes the body from the request."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.paths: list[str] = []
        self.answers: deque[Answer | Callable[[dict[str, Any]], Any]] = deque()

    def says(self, *texts: str, finish_reason: str = "stop") -> None:
        """Answer with these texts as choices."""
        choices = [
            {"index": number, "message": {"role": "assistant", "content": text}, "finish_reason": finish_reason}
            for number, text in enumerate(texts)
        ]
        self.answers.append((200, {}, {"object": "chat.completion", "choices": choices}))

    def fails(self, status: int, **headers: str) -> None:
        self.answers.append((status, headers, {"error": {"message": "no", "type": "test"}}))

    def next(self, body: dict[str, Any]) -> Answer:
        answer = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        return (200, {}, answer(body)) if callable(answer) else answer


@contextmanager
def serving() -> Iterator[Endpoint]:
    """An endpoint on a free port of this machine, as long as the block lasts."""
    endpoint = Endpoint()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            endpoint.asked.append(body)
            endpoint.keys.append(self.headers.get("authorization", ""))
            endpoint.paths.append(self.path)
            status, headers, answer = endpoint.next(body)
            raw = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"content-type": "application/json", "content-length": str(len(raw)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_arguments: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
