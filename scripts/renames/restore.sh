#!/usr/bin/env bash
# restore.sh FOLDER: write the renamed tree, made from the files of this commit, into FOLDER.
set -euo pipefail
cd "$(git rev-parse --show-toplevel)"
base=$(mktemp)
git ls-files -z -- ':!scripts/renames' | LC_ALL=C sort -z | xargs -0 cat > "$base"
mkdir -p "$1"
zstd -q -d --long=27 --patch-from="$base" scripts/renames/renamed.tar.zst --stdout | tar x -C "$1"
rm -f "$base"
