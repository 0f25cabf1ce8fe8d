export * from './blueprint/index.ts';
export * from './contracts/index.ts';
export * from './errors.ts';
export * from './transforms/index.ts';
