/** The slots that get a NAT gateway: `one` is that of the first. */
export function natSlots<Slot>(nat: string, slots: readonly Slot[]): readonly Slot[] {
  if (nat === 'none') return [];
  return nat === 'one' ? slots.slice(0, 1) : slots;
}

/** The services behind the interface endpoints that a name stands for; SSM's sessions need two (AWS documentation, "VPC endpoints for Systems Manager"). */
export function endpointServices(names: readonly string[]): string[] {
  const services: Readonly<Record<string, readonly string[]>> = {
    kinesis: ['kinesis-streams'],
    ssm: ['ssm', 'ssmmessages'],
    s3: [],
  };
  return names.flatMap((name) => services[name] ?? [name]);
}
