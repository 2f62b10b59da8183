#!/usr/bin/env bash
# A Python client, generated from the protos as any team would, against a running server. Prints what it checks.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lookaside.sh"

need python3
python3 -m venv "$work/venv" >"$work/venv.log" 2>&1 || missing 'python3 with venv'
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" || exit 1
mkdir "$work/gen"
"$work/venv/bin/python" -m grpc_tools.protoc -I "$root/proto" \
  --python_out="$work/gen" --grpc_python_out="$work/gen" "$root"/proto/lookaside/v1/*.proto || exit 1
start_lookaside
PYTHONPATH="$work/gen" "$work/venv/bin/python" "$here/client.py" "$address"
