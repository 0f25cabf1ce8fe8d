// The engine's host loads plugins through ts-node, which knows no ES modules in TypeScript; from here on Node loads them itself.
import './index.ts';
