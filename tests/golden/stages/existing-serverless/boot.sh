#!/bin/bash
# The boot of a pinflow Kafka client; made by infra/components/kafka-client/boot.ts.
set -Eeuo pipefail
umask 022

root="${PINFLOW_ROOT:-}"
home="$root/opt/pinflow"
changed=no
step='beginning'
trap 'echo "pinflow: the boot failed while $step" >&2' ERR

main() {
  fetch 'pinflow/java/17.0.19.10.1/amazon-corretto-17.0.19.10.1-linux-x64.tar.gz' 'd0f1b880445691425511c3aa62cb89889f03a71c2a43597a3df174fc01d3f3a0' 'amazon-corretto-17.0.19.10.1-linux-x64.tar.gz'
  fetch 'pinflow/confluent/7.9.9/confluent-community-7.9.9.tar.gz' 'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc' 'confluent-community-7.9.9.tar.gz'
  fetch 'pinflow/msk-iam-auth/2.3.6/aws-msk-iam-auth-2.3.6-all.jar' 'de63517a6275b4f112c0375f9246b2a78e8ad1a8fe88b1d096244bfc11981c08' 'aws-msk-iam-auth-2.3.6-all.jar'
  unpack java '17.0.19.10.1' 'amazon-corretto-17.0.19.10.1-linux-x64.tar.gz'
  unpack confluent '7.9.9' 'confluent-community-7.9.9.tar.gz'
  step='adding the proxy user'
  id pinflow >/dev/null 2>&1 || useradd --system --no-create-home --shell /sbin/nologin pinflow
  configuration
  make_topics 'demo.pin' 'demo.geo' 'demo.user' 'demo.dlq'
  start_proxy
  echo 'pinflow: the Kafka client is ready'
}

# fetch KEY SHA256 FILE: from the artifact bucket into the downloads, if it is not there yet.
fetch() {
  step="fetching $3"
  local place="$home/downloads/$3"
  if [ -z "$2" ]; then
    echo "pinflow: no SHA-256 is pinned for $3: give it in artifacts.sha256 of the stage" >&2
    false
  fi
  if [ -f "$place" ] && matches "$2" "$place"; then return; fi
  mkdir -p "$home/downloads"
  patiently 8 aws s3 cp --region 'us-east-1' --only-show-errors 's3://demo-artifacts/'"$1" "$place.part"
  step="checking $3"
  matches "$2" "$place.part"
  mv "$place.part" "$place"
}

# patiently TIMES COMMAND...: until it works, ever longer apart: 8 times some 5 minutes, 20 times half an hour. What a new role may do
# takes effect late, and a new cluster answers late.
patiently() {
  local times="$1" attempt
  shift
  for ((attempt = 1; attempt <= times; attempt++)); do
    if "$@"; then return; fi
    echo "pinflow: attempt $attempt failed while $step" >&2
    if [ "$attempt" -lt "$times" ]; then sleep "${PINFLOW_PAUSE:-$((attempt * 10))}"; fi
  done
  false
}

matches() {
  echo "$1  $2" | sha256sum --check --status
}

# unpack NAME VERSION FILE: beside other versions; the name without a version leads to this one.
unpack() {
  step="unpacking $3"
  local place="$home/$1-$2"
  if [ ! -d "$place" ]; then
    rm -rf "$place.part"
    mkdir -p "$place.part"
    tar --extract --gzip --strip-components=1 --file="$home/downloads/$3" --directory="$place.part"
    mv "$place.part" "$place"
  fi
  if [ "$(readlink "$home/$1" || true)" != "$1-$2" ]; then
    ln -sfn "$1-$2" "$home/$1"
    changed=yes
  fi
}

configuration() {
  step='writing the configuration'
  put /etc/pinflow/client.properties 644 <<'END_OF_FILE'
security.protocol=SASL_SSL
sasl.mechanism=AWS_MSK_IAM
sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler
bootstrap.servers=b-1.shared.example.com:9098,b-2.shared.example.com:9098
END_OF_FILE
  put /etc/pinflow/kafka-rest.properties 644 <<'END_OF_FILE'
listeners=http://0.0.0.0:8082
bootstrap.servers=b-1.shared.example.com:9098,b-2.shared.example.com:9098
client.security.protocol=SASL_SSL
client.sasl.mechanism=AWS_MSK_IAM
client.sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;
client.sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler
producer.acks=all
producer.max.block.ms=5000
producer.request.timeout.ms=10000
producer.delivery.timeout.ms=20000
api.v3.enable=false
api.endpoints.blocklist=api.v2.consumers.*
END_OF_FILE
  put /etc/systemd/system/pinflow-rest-proxy.service 644 <<'END_OF_FILE'
[Unit]
Description=Confluent REST Proxy of pinflow
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
User=pinflow
Environment=JAVA_HOME=/opt/pinflow/java
Environment=CLASSPATH=/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar
Environment="KAFKAREST_HEAP_OPTS=-Xmx512M -XX:+ExitOnOutOfMemoryError"
Environment=LOG_DIR=/var/log/pinflow
ExecStart=/opt/pinflow/confluent/bin/kafka-rest-start /etc/pinflow/kafka-rest.properties
Restart=always
RestartSec=5
LogsDirectory=pinflow
MemoryMax=1G
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077

[Install]
WantedBy=multi-user.target
END_OF_FILE
  put /etc/systemd/system/pinflow-rest-proxy-watchdog.service 644 <<'END_OF_FILE'
[Unit]
Description=Asks the REST proxy of pinflow whether it works

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'curl --silent --show-error --fail --output /dev/null --max-time 20 --retry 3 --retry-delay 10 --retry-all-errors http://127.0.0.1:8082/topics || systemctl restart pinflow-rest-proxy.service'
END_OF_FILE
  put /etc/systemd/system/pinflow-rest-proxy-watchdog.timer 644 <<'END_OF_FILE'
[Unit]
Description=Asks the REST proxy of pinflow every minute whether it works

[Timer]
OnActiveSec=5min
OnUnitInactiveSec=1min

[Install]
WantedBy=timers.target
END_OF_FILE
  put /usr/local/bin/kafka-topics 755 <<'END_OF_FILE'
#!/bin/bash
export JAVA_HOME="${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="${PINFLOW_ROOT:-}/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar"
exec "${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/kafka-topics" "$@"
END_OF_FILE
  put /usr/local/bin/kafka-console-producer 755 <<'END_OF_FILE'
#!/bin/bash
export JAVA_HOME="${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="${PINFLOW_ROOT:-}/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar"
exec "${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/kafka-console-producer" "$@"
END_OF_FILE
  put /usr/local/bin/kafka-console-consumer 755 <<'END_OF_FILE'
#!/bin/bash
export JAVA_HOME="${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="${PINFLOW_ROOT:-}/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar"
exec "${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/kafka-console-consumer" "$@"
END_OF_FILE
  put /usr/local/bin/kafka-consumer-groups 755 <<'END_OF_FILE'
#!/bin/bash
export JAVA_HOME="${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="${PINFLOW_ROOT:-}/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar"
exec "${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/kafka-consumer-groups" "$@"
END_OF_FILE
  put /usr/local/bin/kafka-configs 755 <<'END_OF_FILE'
#!/bin/bash
export JAVA_HOME="${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="${PINFLOW_ROOT:-}/opt/pinflow/downloads/aws-msk-iam-auth-2.3.6-all.jar"
exec "${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/kafka-configs" "$@"
END_OF_FILE
}

# put FILE MODE: what is read becomes the file, if it is not the same already.
put() {
  local place="$root$1"
  mkdir -p "$(dirname "$place")"
  cat >"$place.part"
  chmod "$2" "$place.part"
  if [ -f "$place" ] && [ "$(<"$place.part")" = "$(<"$place")" ]; then
    rm "$place.part"
  else
    mv "$place.part" "$place"
    changed=yes
  fi
}

# make_topics NAME...: those that are not there yet.
make_topics() {
  local there topic
  step='waiting for Kafka'
  there=$(patiently 20 kafka_topics --list)
  for topic in "$@"; do
    step="making the topic $topic"
    if ! grep --quiet --line-regexp --fixed-strings -- "$topic" <<<"$there"; then
      patiently 20 kafka_topics --create --if-not-exists --topic "$topic" \
        --partitions 3 --replication-factor 3 >&2
    fi
  done
}

kafka_topics() {
  "$root/usr/local/bin/kafka-topics" --bootstrap-server 'b-1.shared.example.com:9098,b-2.shared.example.com:9098' \
    --command-config "$root/etc/pinflow/client.properties" "$@"
}

start_proxy() {
  step='starting the REST proxy'
  if [ "$changed" = yes ]; then
    systemctl daemon-reload
    systemctl restart pinflow-rest-proxy.service
  fi
  local unit
  for unit in pinflow-rest-proxy.service pinflow-rest-proxy-watchdog.timer; do
    systemctl is-enabled --quiet "$unit" || systemctl enable --quiet "$unit"
    systemctl is-active --quiet "$unit" || systemctl start "$unit"
  done
}

main
