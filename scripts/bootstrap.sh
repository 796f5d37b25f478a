#!/usr/bin/env bash
# Makes .venv from the lock, with nothing but Python 3.11-3.14 (or uv) at hand.
#   scripts/bootstrap.sh          what the platform needs to run
#   scripts/bootstrap.sh --dev    and what its tests and checks need
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
groups=(--group embeddings)
stamp=.venv/.ready
if [[ ${1:-} == --dev ]]; then
  groups+=(--group dev)
  stamp=.venv/.ready-dev
fi
fail() { printf '\n%s\n' "$*" >&2; exit 1; }
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' 2>/dev/null; }

if [[ -e $stamp && ! pyproject.toml -nt $stamp && ! uv.lock -nt $stamp && ! scripts/bootstrap.sh -nt $stamp ]]; then
  exit 0
fi

python=''
for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null && fits "$candidate"; then
    python=$(command -v "$candidate")
    break
  fi
done
[[ -n $python ]] || fail "Vivavoce needs Python 3.11, 3.12, 3.13 or 3.14; none was found on the PATH." \
  "Install one, or name it: make run PYTHON=/path/to/python3.12"

uv=''
works() { [[ -x $1 ]] && "$1" --version >/dev/null 2>&1; }
if works .venv/bin/uv; then
  uv=.venv/bin/uv
elif command -v uv >/dev/null && works "$(command -v uv)"; then
  uv=$(command -v uv)
else
  echo "Setting up (once; under a minute with a near registry) ..."
  if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet uv
    uv=.venv/bin/uv
  elif "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --without-pip .venv
    "$python" -m pip install --quiet --target .venv/.uv uv
    uv=.venv/.uv/bin/uv
  else
    fail "This Python has neither ensurepip nor pip, and uv is not installed." \
      "Install one of them (on Debian: apt-get install python3-venv), then run the same command again."
  fi
fi
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
install() { "$uv" sync --quiet --frozen --inexact --no-default-groups --extra kafka "$@" "${groups[@]}" --python "$python"; }
if ! refusal=$(install --extra voice 2>&1); then
  # Sound has no wheel for every machine; interviews in writing need none of it.
  install 2>/dev/null || fail "$refusal" \
    "The packages could not be installed. If the network is away, connect it and run the same command again."
  echo "The packages for sound cannot be installed here, so interviews are held in writing; to try again: rm $stamp" >&2
fi
touch "$stamp"
if [[ $stamp == *-dev ]]; then touch .venv/.ready; fi
