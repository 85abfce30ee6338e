"""The token as it travels: a JWT that we sign and nobody else reads. What it may do stands in the database."""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from models import ApiToken
from settings import settings

ALGORITHM, AUDIENCE = "HS256", "fanmail-api"


def written(token: ApiToken, number: str) -> str:
    """The token for a program: shown once, stored nowhere."""
    claims = {
        "jti": number, "aud": AUDIENCE, "workspace": str(token.workspace_id), "scopes": [str(one) for one in token.scopes],
        "iat": int(token.made_at.timestamp()), "exp": int(token.expires_at.timestamp()),
    }  # fmt: skip
    return jwt.encode({"alg": ALGORITHM, "typ": "JWT"}, claims, _key(settings().secret_key))


def number_in(text: str) -> str | None:
    """The number in a token that we have signed; None: it is none of ours. Whether it is alive only the database knows."""
    try:
        claims = jwt.decode(text, _key(settings().secret_key), algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError):
        return None
    number = claims.get("jti")
    return number if isinstance(number, str) and claims.get("aud") == AUDIENCE else None


@lru_cache(maxsize=2)
def _key(secret: str) -> OctKey:
    """A key of its own, so that nothing else that SECRET_KEY signs can pass for a token."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"fanmail api tokens").derive(secret.encode())
    return OctKey.import_key(derived)
