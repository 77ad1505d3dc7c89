#!/usr/bin/env bash
# As Kafka's script of this name: connect-standalone.sh [-daemon] worker.properties [connector.properties|.json ...]
set -euo pipefail
home="${CONNECTNET_HOME:-/opt/connectnet}"
if [[ "${1:-}" == -daemon ]]; then
    shift
    mkdir -p "${LOG_DIR:=/tmp/connect-logs}"
    nohup "$home/ConnectNet.Runtime" standalone "$@" >"$LOG_DIR/connectstandalone.out" 2>&1 </dev/null &
else
    exec "$home/ConnectNet.Runtime" standalone "$@"
fi
