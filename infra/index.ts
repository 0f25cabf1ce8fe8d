/** The Pulumi program: a stack's configuration becomes its resources, and its outputs what a user needs next. */
import { readConfig } from './config/index.ts';
import { platform } from './platform/index.ts';

export default async () => platform(readConfig());
