#!/usr/bin/env bash
# What the Strimzi operator starts in its pods, with the properties file that it mounts. STRIMZI_HOME replaces /opt/kafka in tests.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
home="${STRIMZI_HOME:-/opt/kafka}"
mounted="$home/custom-config/kafka-connect.properties"
file="${CONNECTNET_PROPERTIES:-/tmp/strimzi-connect.properties}"
secrets=strimzisecrets   # the operator declares it always; it reads Kubernetes secrets through the cluster's API

[[ -r "$mounted" ]] || { echo "kafka_connect_run: $mounted is missing: the operator mounts it" >&2; exit 1; }
export ADVERTISED_HOSTNAME="${ADVERTISED_HOSTNAME:-$(hostname -f 2>/dev/null || hostname)}"
if grep -q "\${$secrets:" "$mounted"; then
    echo "kafka_connect_run: $mounted takes values from Kubernetes secrets by \${$secrets:...}, which this worker does not read;" \
        "mount the secret and use \${strimzidir:...} or \${strimzifile:...}" >&2
    exit 1
fi
umask 077
sed -e "/^config\.providers\.$secrets\./d" -e "/^config\.providers *=/{s/,$secrets//;s/$secrets,//}" "$mounted" >"$file"
exec "$here/bin/connect-distributed.sh" "$file"
