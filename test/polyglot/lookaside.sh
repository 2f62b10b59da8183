# Sourced by the run.sh of each language: a folder of its own ($work), a running server ($address), and the end of both.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
build="$root/node_modules/.cache/lookaside-polyglot.$$"
server=

finish() {
  local code=$?
  trap - EXIT
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
  fi
  # Go's module cache is read-only.
  chmod -R u+w "$work" 2>/dev/null
  rm -rf "$work" "$build"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

# missing WHAT: ends the run, with 0 and the reason, or with 1 where everything is required.
missing() {
  if [ "${LOOKASIDE_REQUIRE_ALL:-}" = 1 ]; then
    echo "FAILED: $1 is missing on this machine, and LOOKASIDE_REQUIRE_ALL=1 forbids to skip"
    exit 1
  fi
  echo "skipped: $1 is missing on this machine"
  exit 0
}

need() {
  command -v "$1" >/dev/null || missing "$1"
}

# Starts the service from the sources as they are, on a free port, and sets $address.
start_lookaside() {
  need node
  (cd "$root" && node scripts/build.mjs --quiet --out "$build") || exit 1
  # In a folder of its own, without the settings of whoever runs this.
  (cd "$work" && exec env -u LOOKASIDE_REQUIRE_ALL -u LOOKASIDE_CONFIG node "$build/lookaside.js" serve \
    --listen 127.0.0.1:0 --http-listen 127.0.0.1:0 --store memory: --log-level info) 2>"$work/server.log" &
  server=$!
  local port= tries=0
  while [ -z "$port" ]; do
    port=$(sed -n 's/.*"grpc":\([0-9]*\).*/\1/p' "$work/server.log" | head -n 1)
    tries=$((tries + 1))
    if [ -z "$port" ] && { [ $tries -gt 300 ] || ! kill -0 "$server" 2>/dev/null; }; then
      echo 'FAILED: the server did not start:'
      cat "$work/server.log"
      exit 1
    fi
    [ -n "$port" ] || sleep 0.1
  done
  address="127.0.0.1:$port"
}
