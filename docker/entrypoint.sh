#!/usr/bin/env bash
# Entry point of the image: turns environment variables into the worker's properties file and becomes the worker.
#   entrypoint.sh start                      a distributed worker (the image's default)
#   entrypoint.sh standalone CONNECTOR ...   a worker by itself
#   entrypoint.sh COMMAND ...                anything else is run as it is
# Variables, the later ones win: Debezium's names (BOOTSTRAP_SERVERS, GROUP_ID, CONFIG_STORAGE_TOPIC ...), then CONNECT_X_Y=v, which sets
# x.y=v; in a name __ stands for _ and ___ for -. CONNECTNET_PROPERTIES names the file to write.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export PATH="$here/bin:$PATH"

declare -A property

set_from() { # key, variable: takes the variable's value if it is set and not empty
    if [[ -n "${!2:-}" ]]; then property["$1"]="${!2}"; fi
}

defaults() {
    local address
    address="$(hostname -i 2>/dev/null | cut -d' ' -f1 || true)"
    property=(
        [listeners]="http://0.0.0.0:${REST_PORT:-8083}"
        [rest.advertised.host.name]="${address:-127.0.0.1}"
        [rest.advertised.port]="${REST_PORT:-8083}"
        [key.converter]=org.apache.kafka.connect.json.JsonConverter
        [value.converter]=org.apache.kafka.connect.json.JsonConverter
        [plugin.path]="${KAFKA_CONNECT_PLUGINS_DIR:-/opt/kafka/plugins}"
    )
    if [[ "$1" == standalone ]]; then
        property[offset.storage.file.filename]=/tmp/connect.offsets
        return
    fi
    property+=(
        [group.id]=connect-cluster
        [config.storage.topic]=connect-configs
        [offset.storage.topic]=connect-offsets
        [status.storage.topic]=connect-status
    )
}

from_debezium_names() {
    set_from bootstrap.servers BOOTSTRAP_SERVERS
    set_from rest.advertised.host.name ADVERTISED_HOST_NAME
    set_from rest.advertised.port ADVERTISED_PORT
    set_from key.converter KEY_CONVERTER
    set_from value.converter VALUE_CONVERTER
    set_from offset.flush.interval.ms OFFSET_FLUSH_INTERVAL_MS
    set_from offset.flush.timeout.ms OFFSET_FLUSH_TIMEOUT_MS
    set_from task.shutdown.graceful.timeout.ms SHUTDOWN_TIMEOUT
    [[ "$1" == standalone ]] && return
    set_from group.id GROUP_ID
    set_from config.storage.topic CONFIG_STORAGE_TOPIC
    set_from offset.storage.topic OFFSET_STORAGE_TOPIC
    set_from status.storage.topic STATUS_STORAGE_TOPIC
}

# CONNECT_CONFIG_PROVIDERS_FILE_PARAM_ALLOWED___PATHS is config.providers.file.param.allowed-paths.
from_connect_names() {
    local variable name
    for variable in $(compgen -e CONNECT_); do
        [[ "$variable" != CONNECT_LOG4J_* ]] || continue   # Confluent's image takes logging settings under these names
        name="${variable#CONNECT_}"
        name="${name//___/-}"
        name="${name//__/$'\001'}"   # a character no name has, so that the next step leaves it
        name="${name//_/.}"
        name="${name//$'\001'/_}"
        property["${name,,}"]="${!variable}"
    done
}

# As Java reads a properties file: backslashes doubled, lines joined by \n, a leading blank kept.
escaped() {
    local value="$1"
    value="${value//\\/\\\\}"
    value="${value//$'\r'/\\r}"
    value="${value//$'\n'/\\n}"
    [[ "$value" != ' '* ]] || value="\\$value"
    printf '%s' "$value"
}

write_properties() {
    local key
    umask 077   # values may be secrets
    for key in $(printf '%s\n' "${!property[@]}" | LC_ALL=C sort); do
        printf '%s=%s\n' "$key" "$(escaped "${property[$key]}")"
    done >"$1"
}

prepare() { # mode; prints nothing, leaves the path in $file
    defaults "$1"
    from_debezium_names "$1"
    from_connect_names
    if [[ -z "${property[bootstrap.servers]:-}" ]]; then
        echo "entrypoint: no brokers: set CONNECT_BOOTSTRAP_SERVERS (or BOOTSTRAP_SERVERS), for example kafka:9092" >&2
        exit 1
    fi
    file="${CONNECTNET_PROPERTIES:-/tmp/connect-$1.properties}"
    write_properties "$file"
}

case "${1:-start}" in
    start) prepare distributed; exec connect-distributed.sh "$file" ;;
    standalone) prepare standalone; shift; exec connect-standalone.sh "$file" "$@" ;;
    *) exec "$@" ;;
esac
