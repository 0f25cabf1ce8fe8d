export * from './columns.ts';
export * from './contract.ts';
export * from './json-schema.ts';
export * from './record.ts';
export * from './registry.ts';
