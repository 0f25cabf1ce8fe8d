/**
 * The REST proxy as a service (systemd.exec(5)): a user of its own that can write its logs and nothing else. It comes back whenever it
 * ends, for as long as the machine runs; without memory it ends, where it would go on with some of its threads dead.
 */
export function restProxyService(iamJar: string): string {
  return `[Unit]
Description=Confluent REST Proxy of pinflow
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
User=pinflow
Environment=JAVA_HOME=/opt/pinflow/java
Environment=CLASSPATH=/opt/pinflow/downloads/${iamJar}
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
`;
}

/** Starts the proxy anew when it runs and does not answer: systemd sees only one that has ended. */
export function watchdogService(address: string): string {
  return `[Unit]
Description=Asks the REST proxy of pinflow whether it works

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'curl --silent --show-error --fail --output /dev/null --max-time 20 --retry 3 --retry-delay 10 --retry-all-errors ${address} || systemctl restart pinflow-rest-proxy.service'
`;
}

/** How often the watchdog asks; the first time when the proxy has had time to start. */
export const watchdogTimer = `[Unit]
Description=Asks the REST proxy of pinflow every minute whether it works

[Timer]
OnActiveSec=5min
OnUnitInactiveSec=1min

[Install]
WantedBy=timers.target
`;
