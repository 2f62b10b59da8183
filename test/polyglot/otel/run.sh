#!/usr/bin/env bash
# An OpenTelemetry Collector from its own modules receives a whole request: application -> pick -> backend call -> outcome.
# Prints what it checks. For each protocol that OTLP has.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lookaside.sh"

need go
need node
children=()
end_children() {
  local code=$?
  for child in "${children[@]}"; do kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; done
  (exit $code)
  finish
}
trap end_children EXIT

free_port() {
  node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"
}

mkdir "$work/collector" && cp "$here"/main.go "$here"/go.mod "$here"/go.sum "$work/collector" || exit 1
(cd "$work/collector" && GOFLAGS=-mod=readonly go build -o "$work/otelcol" .) || exit 1

# run PROTOCOL
run() {
  local protocol=$1 http grpc endpoint backend
  http=$(free_port)
  grpc=$(free_port)
  sed -e "s#HTTP_PORT#$http#" -e "s#GRPC_PORT#$grpc#" -e "s#FILE#$work/spans.json#" "$here/collector.yaml" >"$work/collector.yaml"
  rm -f "$work/spans.json"
  "$work/otelcol" --config "$work/collector.yaml" 2>"$work/collector.log" &
  local collector=$!
  children+=("$collector")
  local tries=0
  until grep -qs 'Everything is ready' "$work/collector.log"; do
    tries=$((tries + 1))
    if [ $tries -gt 200 ] || ! kill -0 "$collector" 2>/dev/null; then
      echo 'FAILED: the collector did not start:'
      cat "$work/collector.log"
      return 1
    fi
    sleep 0.1
  done
  endpoint="http://127.0.0.1:$http"
  [ "$protocol" = grpc ] && endpoint="http://127.0.0.1:$grpc"
  export OTEL_EXPORTER_OTLP_ENDPOINT=$endpoint OTEL_EXPORTER_OTLP_PROTOCOL=$protocol
  export OTEL_BSP_SCHEDULE_DELAY=100 OTEL_METRIC_EXPORT_INTERVAL=500 CHAIN_ROOT=$root

  OTEL_SERVICE_NAME=balancer start_lookaside
  export CHAIN_HTTP="127.0.0.1:$(sed -n 's/.*"http":\([0-9]*\).*/\1/p' "$work/server.log" | head -n 1)"
  mkfifo "$work/input"
  OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none OTEL_SERVICE_NAME=backend \
    node "$here/service.mjs" backend <"$work/input" >"$work/backend.log" &
  children+=("$!")
  exec 9>"$work/input"
  tries=0
  until [ -s "$work/backend.log" ]; do
    tries=$((tries + 1))
    [ $tries -gt 200 ] && echo 'FAILED: the backend did not start' && return 1
    sleep 0.1
  done
  backend=$(head -n 1 "$work/backend.log")
  OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none OTEL_SERVICE_NAME=application \
    timeout 30 node "$here/service.mjs" application "$build/client.js" "$address" "$backend" || return 1
  exec 9>&-
  node "$here/check.mjs" "$work/spans.json" 20000 || { cat "$work/server.log"; return 1; }
  kill "$server" && wait "$server" 2>/dev/null
  server=
  kill "$collector" && wait "$collector" 2>/dev/null
  rm -f "$work/input" "$work/backend.log"
}

for protocol in http/protobuf http/json grpc; do
  echo "--- OTLP over $protocol"
  run "$protocol" || exit 1
done
