#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The repository has the TypeScript, which Node runs as it is; the package has what was built from it, since Node refuses
// to run TypeScript inside node_modules.
const source = new URL('../cli/main.ts', import.meta.url);
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href);
