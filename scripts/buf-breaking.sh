#!/usr/bin/env bash
# Compares the protos with those of the last released tag, or of the commit before when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
against=$(git describe --tags --abbrev=0 2>/dev/null || git rev-parse --verify --quiet HEAD~1 || true)
if [ -z "$against" ] || ! git cat-file -e "$against:buf.yaml" 2>/dev/null; then
  echo 'nothing to compare with: this is the first version of the protos'
  exit 0
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
git archive "$against" proto buf.yaml | tar -x -C "$dir"
npx --no-install buf breaking --against "$dir"
echo "compatible with $against"
