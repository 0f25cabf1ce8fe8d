import {
  type ClientArtifactName,
  clientProperties,
  restProxyHealthPath,
  restProxyPort,
  restProxyProperties,
} from '../../../runtime/blueprint/index.ts';
import { restProxyService, watchdogService, watchdogTimer } from './units.ts';

/** A piece of software in the artifact bucket. */
export interface BootArtifact {
  readonly version: string;
  readonly file: string;
  readonly key: string;
  /** SHA-256 in hexadecimal digits; empty where none is pinned: the boot then refuses. */
  readonly sha256: string;
  /** Version of the object; without one the current object is fetched. */
  readonly objectVersion?: string;
}

/** What the boot of a Kafka client is made from. */
export interface BootSettings {
  readonly region: string;
  /** The artifact bucket. */
  readonly bucket: string;
  readonly software: Readonly<Record<ClientArtifactName, BootArtifact>>;
  readonly bootstrapServers: string;
  /** Topics that the client makes; none where something else does. */
  readonly topics: readonly string[];
  readonly partitions: number;
  readonly replicationFactor: number;
}

/** Kafka's tools that people find on the path, as they would call them elsewhere. */
const tools = [
  'kafka-topics',
  'kafka-console-producer',
  'kafka-console-consumer',
  'kafka-consumer-groups',
  'kafka-configs',
];

/**
 * The script that makes a Kafka client of a fresh Amazon Linux 2023 (x86-64): user data, run as root at the first boot. Everything is
 * checked before it is installed; run again, it changes nothing. `PINFLOW_ROOT` puts all of it below another folder.
 */
export function bootScript(settings: BootSettings): string {
  const { region, bucket, software, bootstrapServers, topics, partitions, replicationFactor } = settings;
  const { java, confluent, 'msk-iam-auth': iam } = software;
  const isVersioned = Object.values(software).some(({ objectVersion }) => objectVersion !== undefined);
  const address = `http://127.0.0.1:${restProxyPort}${restProxyHealthPath}`;
  return `#!/bin/bash
# The boot of a pinflow Kafka client; made by infra/components/kafka-client/boot.ts.
set -Eeuo pipefail
umask 022

root="\${PINFLOW_ROOT:-}"
home="$root/opt/pinflow"
changed=no
step='beginning'
trap 'echo "pinflow: the boot failed while $step" >&2' ERR

main() {
${[java, confluent, iam].map((artifact) => `  fetch ${fetchWords(artifact)}\n`).join('')}  unpack java ${words(java.version, java.file)}
  unpack confluent ${words(confluent.version, confluent.file)}
  step='adding the proxy user'
  id pinflow >/dev/null 2>&1 || useradd --system --no-create-home --shell /sbin/nologin pinflow
  configuration
${topics.length === 0 ? '' : `  make_topics ${words(...topics)}\n`}  start_proxy
  echo 'pinflow: the Kafka client is ready'
}

# fetch KEY SHA256 FILE${isVersioned ? ' [VERSION]' : ''}: from the artifact bucket into the downloads, if it is not there yet.
fetch() {
  step="fetching $3"
  local place="$home/downloads/$3"
  if [ -z "$2" ]; then
    echo "pinflow: no SHA-256 is pinned for $3: give it in artifacts.sha256 of the stage" >&2
    false
  fi
  if [ -f "$place" ] && matches "$2" "$place"; then return; fi
  mkdir -p "$home/downloads"
${isVersioned ? copyByVersion(region, bucket) : copyCurrent(region, bucket)}
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
    if [ "$attempt" -lt "$times" ]; then sleep "\${PINFLOW_PAUSE:-$((attempt * 10))}"; fi
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
${file('/etc/pinflow/client.properties', 644, properties({ ...clientProperties(), 'bootstrap.servers': bootstrapServers }))}
${file('/etc/pinflow/kafka-rest.properties', 644, properties(restProxyProperties({ bootstrapServers })))}
${file('/etc/systemd/system/pinflow-rest-proxy.service', 644, restProxyService(iam.file))}
${file('/etc/systemd/system/pinflow-rest-proxy-watchdog.service', 644, watchdogService(address))}
${file('/etc/systemd/system/pinflow-rest-proxy-watchdog.timer', 644, watchdogTimer)}
${tools.map((tool) => file(`/usr/local/bin/${tool}`, 755, wrapper(tool, iam.file))).join('\n')}
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
${topics.length === 0 ? '' : makeTopics(bootstrapServers, partitions, replicationFactor)}
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
`;
}

function fetchWords({ key, sha256, file: name, objectVersion }: BootArtifact): string {
  return words(key, sha256, name, ...(objectVersion === undefined ? [] : [objectVersion]));
}

function copyCurrent(region: string, bucket: string): string {
  return `  patiently 8 aws s3 cp --region ${word(region)} --only-show-errors ${word(`s3://${bucket}/`)}"$1" "$place.part"`;
}

/** `aws s3 cp` takes no version; `get-object` prints the metadata of the object (AWS CLI reference, "s3api get-object"). */
function copyByVersion(region: string, bucket: string): string {
  return `  if [ -n "\${4-}" ]; then
    patiently 8 aws s3api get-object --region ${word(region)} --bucket ${word(bucket)} \\
      --key "$1" --version-id="$4" "$place.part" >/dev/null
  else
  ${copyCurrent(region, bucket)}
  fi`;
}

/** The part that makes topics, where the cluster has no API for it. */
function makeTopics(bootstrapServers: string, partitions: number, replicationFactor: number): string {
  return `
# make_topics NAME...: those that are not there yet.
make_topics() {
  local there topic
  step='waiting for Kafka'
  there=$(patiently 20 kafka_topics --list)
  for topic in "$@"; do
    step="making the topic $topic"
    if ! grep --quiet --line-regexp --fixed-strings -- "$topic" <<<"$there"; then
      patiently 20 kafka_topics --create --if-not-exists --topic "$topic" \\
        --partitions ${partitions} --replication-factor ${replicationFactor} >&2
    fi
  done
}

kafka_topics() {
  "$root/usr/local/bin/kafka-topics" --bootstrap-server ${word(bootstrapServers)} \\
    --command-config "$root/etc/pinflow/client.properties" "$@"
}
`;
}

/** A tool with Java and IAM authentication at hand, for every user and every shell. */
function wrapper(tool: string, iamJar: string): string {
  return `#!/bin/bash
export JAVA_HOME="\${PINFLOW_ROOT:-}/opt/pinflow/java"
export CLASSPATH="\${PINFLOW_ROOT:-}/opt/pinflow/downloads/${iamJar}"
exec "\${PINFLOW_ROOT:-}/opt/pinflow/confluent/bin/${tool}" "$@"
`;
}

function properties(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${oneLine(value)}\n`)
    .join('');
}

/** A command that writes a file, its content taken letter by letter. */
function file(place: string, mode: number, content: string): string {
  if (content.split('\n').includes(end)) throw new Error(`${place} holds the line ${end}`);
  return `  put ${place} ${mode} <<'${end}'\n${content}${end}`;
}

const end = 'END_OF_FILE';

function words(...values: readonly string[]): string {
  return values.map(word).join(' ');
}

/** A text as one word of the shell, none of its letters obeyed. */
function word(value: string): string {
  return `'${oneLine(value).replaceAll("'", "'\\''")}'`;
}

function oneLine(value: string): string {
  if (/[\0\r\n]/.test(value)) throw new Error(`a value of the boot must be one line: ${JSON.stringify(value)}`);
  return value;
}
