import { z } from 'zod';
import { isBlock, networkFields } from '../../../runtime/blueprint/index.ts';
import { protection, region } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** The arguments of a network. */
export const networkArguments = argumentsSchema(
  {
    cidr: z
      .string()
      .refine(isBlock, 'use an IPv4 block of /16 to /22 that begins at its own address, such as 10.20.0.0/16'),
    zones: networkFields.zones,
    slots: z.array(networkFields.slot).optional(),
    region,
    nat: networkFields.nat.optional(),
    endpoints: networkFields.endpoints.optional(),
    retain: protection.retain,
  },
  (rule) => [
    rule(['zones', 'slots'], ({ zones, slots }) => {
      if (slots === undefined) return [];
      return [
        slots.length !== zones.length &&
          fault(['slots'], `must have a slot for each of the ${zones.length} zones, but has ${slots.length}`),
        new Set(slots).size !== slots.length && fault(['slots'], 'give each zone a slot of its own'),
      ];
    }),
    rule(['zones', 'region'], ({ zones, region }) =>
      zones.map(
        (zone, index) =>
          zone !== undefined &&
          !zone.startsWith(region) &&
          fault(['zones', index], `is not a zone of ${region}: use one such as ${region}a`),
      ),
    ),
  ],
);
