import type { Contract } from './contract.ts';
import { geo } from './geo.ts';
import { pin } from './pin.ts';
import { user } from './user.ts';

/** The one registry of record kinds, in posting order. A new kind is one file beside these and one line here. */
export const contracts = [pin, geo, user] as const satisfies readonly Contract[];

/** The name of a registered record kind. */
export type Kind = (typeof contracts)[number]['kind'];
