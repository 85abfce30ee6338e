"""The HTTP API for developers, under /api/v1. One file a resource; `api` is the blueprint that all of them stand on."""

from web.api.operations import api

# Each of these puts its operations onto the blueprint; people read them in this order.
from web.api import token, messages, decisions, fans, knowledge, personas, rules, accounts, analytics, jobs, reading  # isort: skip

__all__ = [
    "accounts", "analytics", "api", "decisions", "fans", "jobs", "knowledge", "messages", "personas", "reading", "rules", "token",
]  # fmt: skip
