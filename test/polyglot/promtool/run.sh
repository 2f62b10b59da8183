#!/usr/bin/env bash
# Prometheus itself looks at what we show it: promtool at the metrics and the rules, and the server at OpenMetrics with exemplars.
# Prints what it checks.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../lookaside.sh"

need node
need curl
scraper=
end_scraper() {
  local code=$?
  [ -n "$scraper" ] && kill "$scraper" 2>/dev/null && wait "$scraper" 2>/dev/null
  (exit $code)
  finish
}
trap end_scraper EXIT

# From the package without installing it: an installed one would start a service.
if ! command -v promtool >/dev/null && [ "${LOOKASIDE_REQUIRE_ALL:-}" = 1 ] && command -v apt-get >/dev/null; then
  (cd "$work" && apt-get update -qq && apt-get download -qq prometheus && dpkg -x prometheus_*.deb debian) >/dev/null 2>&1
  PATH=$PATH:$work/debian/usr/bin
fi
need promtool

failed=0
check() {
  local name=$1
  shift
  if "$@"; then echo "ok: $name"; else
    echo "FAILED: $name"
    failed=1
  fi
}

promtool check rules "$root"/deploy/prometheus/*.yaml || exit 1
# Spans have nowhere to go, and picks are sampled all the same, so that there are exemplars.
OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:9/v1/traces start_lookaside
http="127.0.0.1:$(sed -n 's/.*"http":\([0-9]*\).*/\1/p' "$work/server.log" | head -n 1)"
trace=0af7651916cd43dd8448eb211c80319c
post() {
  curl -sS -o /dev/null -X POST -H 'content-type: application/json' -H "traceparent: 00-$trace-b7ad6b7169203331-01" -d "$2" \
    "http://$http/v1/pools/$1"
}
post shop:register '{"backend":{"id":"b1","address":"127.0.0.1:1"},"epoch":1,"health":"BACKEND_HEALTH_HEALTHY"}'
post shop:heartbeat '{"heartbeats":[{"backendId":"b1","epoch":1,"sequence":1,"load":{"inFlight":"1"}}]}'
post shop:pick '{}'
post shop:pick '{"excludeBackendIds":["b1"]}'
post nobody:pick '{}'
curl -sS "http://$http/metrics" >"$work/metrics.txt" || exit 1
check 'promtool check metrics has nothing to say' bash -c 'out=$(promtool check metrics <"$1" 2>&1) && [ -z "$out" ] || { echo "$out"; false; }' - "$work/metrics.txt"
check 'picks are there by their names in Prometheus' grep -q '^lookaside_pick_duration_seconds_bucket{pool="shop",policy="adaptive",result="picked",reason="policy",le="+Inf"} 1$' "$work/metrics.txt"

if command -v prometheus >/dev/null; then
  port=$(node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})")
  sed -e "s#TARGET#$http#" -e "s#RULES#$root/deploy/prometheus#" "$here/prometheus.yaml" >"$work/prometheus.yaml"
  prometheus --config.file="$work/prometheus.yaml" --storage.tsdb.path="$work/data" --web.listen-address="127.0.0.1:$port" \
    --enable-feature=exemplar-storage 2>"$work/prometheus.log" &
  scraper=$!
  ask() { curl -sS --get "http://127.0.0.1:$port/api/v1/$1" --data-urlencode "query=$2" --data-urlencode "start=$(($(date +%s) - 60))" --data-urlencode "end=$(($(date +%s) + 60))"; }
  until_answer() {
    local tries=0
    until ask "$1" "$2" 2>/dev/null | grep -q "$3"; do
      tries=$((tries + 1))
      [ $tries -gt 150 ] && ask "$1" "$2" && return 1
      sleep 0.2
    done
  }
  check 'Prometheus scrapes OpenMetrics' until_answer query 'up{job="lookaside"}' ',"1"\]'
  check 'it reads a counter and its labels' until_answer query 'lookaside_picks_total{pool="shop"}' ',"1"\]'
  check 'it keeps the exemplar with its trace' until_answer query_exemplars lookaside_pick_duration_seconds_bucket "$trace"
  check 'its rules run' until_answer rules '' '"health":"ok".*"type":"recording"'
  check 'and none of them fails' bash -c '! grep -i "err=" "$1"' - "$work/prometheus.log"
fi
exit $failed
