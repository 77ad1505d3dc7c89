#!/usr/bin/env bash
# As Kafka's script of this name: connect-distributed.sh [-daemon] worker.properties
set -euo pipefail
home="${CONNECTNET_HOME:-/opt/connectnet}"
if [[ "${1:-}" == -daemon ]]; then
    shift
    mkdir -p "${LOG_DIR:=/tmp/connect-logs}"
    nohup "$home/ConnectNet.Runtime" distributed "$@" >"$LOG_DIR/connectdistributed.out" 2>&1 </dev/null &
else
    exec "$home/ConnectNet.Runtime" distributed "$@"
fi
