"""What every answer tells the browser: run nothing that is not ours, show us in no frame, tell nobody where you were."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from settings import settings


def install(app: Flask) -> None:
    """Put the headers on every answer."""
    policy = content_policy()

    @app.after_request
    def _add(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", policy)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "no-store")
        if settings().base_url.startswith("https://"):
            answer.headers["Strict-Transport-Security"] = "max-age=31536000"
        return answer


def content_policy() -> str:
    """No inline script, no inline style. Pictures of posts come from the platforms' hosts, or from the sandbox."""
    base, sandbox = urlsplit(settings().base_url), urlsplit(settings().sandbox_url)
    sockets = f"{'wss' if base.scheme == 'https' else 'ws'}://{base.netloc}"
    pictures = f" {sandbox.scheme}://{sandbox.netloc}" if sandbox.netloc else ""
    return "; ".join((
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        f"img-src 'self' data: https:{pictures}",
        f"connect-src 'self' {sockets}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip
