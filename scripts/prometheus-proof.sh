#!/usr/bin/env bash
# Checks the metrics with a real Prometheus. It reads them from a new release server in which somebody has signed in, and runs every query of
# docs/grafana-dashboard.json and every alert of docs/prometheus-alerts.yml.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
. scripts/servers.sh

for program in prometheus promtool; do
    type -P "$program" >/dev/null || { say "$program is not installed, so the metrics are not read by it. Run as root: scripts/setup.sh test"; exit 0; }
done
folder=$(mktemp -d)
prometheus=""
end() {
    [ -z "$prometheus" ] || { kill "$prometheus" && wait "$prometheus"; } 2>/dev/null || true
    stop
    rm -rf "$folder"
}
trap end EXIT

site="127.0.0.1:$(free_port)"
METRICS_ADDR="127.0.0.1:$(free_port)"
export METRICS_ADDR
reader="127.0.0.1:$(free_port)"
start "$folder/server.log" scripts/serve-release.sh "$folder" "${site##*:}"
wait_for "http://$site/readyz" 30
# Before Prometheus starts, because the signed-in browsers are counted at most every 30 seconds.
node scripts/prometheus-proof.mjs visit "http://$site"

cat >"$folder/prometheus.yml" <<YAML
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: ["$PWD/docs/prometheus-alerts.yml"]
scrape_configs:
  - job_name: app
    static_configs: [{ targets: ["$METRICS_ADDR"] }]
YAML
promtool check config "$folder/prometheus.yml" >"$folder/check.log" || { cat "$folder/check.log"; exit 1; }
prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/prometheus" --web.listen-address="$reader" \
    --log.level=warn >"$folder/prometheus.log" 2>&1 &
prometheus=$!
node scripts/prometheus-proof.mjs query "http://$reader" || { tail -n 20 "$folder/prometheus.log" >&2; server_log; exit 1; }
node scripts/prometheus-proof.mjs scrape "http://$METRICS_ADDR/metrics" | promtool check metrics
echo "promtool finds nothing to improve in the metrics."
