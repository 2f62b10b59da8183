#!/usr/bin/env bash
# A Go client, generated from the protos as any team would, against a running server. Prints what it checks.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lookaside.sh"

need go
cp -r "$here" "$work/module" || exit 1
cd "$work/module" || exit 1
# The generated code is made here and now; everything else is pinned by go.sum.
"$root/node_modules/.bin/buf" generate --template buf.gen.yaml "$root/proto" || exit 1
go build -mod=readonly -o "$work/client" . || exit 1
start_lookaside
"$work/client" "$address"
