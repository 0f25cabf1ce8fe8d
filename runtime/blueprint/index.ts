export * from './artifacts.ts';
export * from './ingest-api.ts';
export * from './names.ts';
export * from './outputs.ts';
export * from './rest-proxy.ts';
export * from './sink.ts';
export * from './stage/index.ts';
export * from './stage/stack-file.ts';
