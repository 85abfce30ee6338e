"""Pictures of posts, drawn instead of photographed: two colours, a few soft shapes, one emoji."""

import hashlib
import re
from html import escape

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_DEFAULT = ("#e8e3db", "#8fa3ad")


def picture(key: str, emoji: str, colors: object, wide: bool) -> str:
    """An SVG document, the same for the same arguments. `colors` are two like "#f2e3c6"; others are replaced."""
    width, height = (1280, 720) if wide else (1080, 1080)
    light, dark = _colors(colors)
    seed = hashlib.sha256(key.encode()).digest()
    shapes = "".join(_shape(seed[n : n + 5], width, height, dark if n % 2 else light) for n in range(6))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<defs><linearGradient id="sky" x1="0" y1="0" x2="{seed[6] / 255:.2f}" y2="1">'
        f'<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{dark}"/></linearGradient></defs>'
        f'<rect width="100%" height="100%" fill="url(#sky)"/>{shapes}{_hills(seed, width, height, dark)}'
        f'<text x="50%" y="50%" dy=".36em" text-anchor="middle" font-size="{height * 0.42:.0f}">{escape(emoji)}</text></svg>'
    )


def _colors(colors: object) -> tuple[str, str]:
    given = [str(color) for color in colors] if isinstance(colors, list) else []
    if len(given) == 2 and all(_COLOR.fullmatch(color) for color in given):
        return given[0], given[1]
    return _DEFAULT


def _shape(bits: bytes, width: int, height: int, color: str) -> str:
    x, y, radius = bits[0] / 255 * width, bits[1] / 255 * height, (0.08 + bits[2] / 255 * 0.3) * height
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{color}" opacity="{0.12 + bits[3] / 255 * 0.22:.2f}"/>'


def _hills(seed: bytes, width: int, height: int, color: str) -> str:
    left, middle, right = (height * (0.62 + seed[n] / 255 * 0.26) for n in (7, 8, 9))
    path = f"M0 {left:.0f} Q{width * 0.3:.0f} {middle:.0f} {width * 0.55:.0f} {right:.0f} T{width} {left:.0f} V{height} H0 Z"
    return f'<path d="{path}" fill="{color}" opacity=".45"/>'
