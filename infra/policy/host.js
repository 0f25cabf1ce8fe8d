// The engine's host loads policy packs through ts-node, which knows no ES modules in TypeScript; from here on Node loads them itself.
import './index.ts';
