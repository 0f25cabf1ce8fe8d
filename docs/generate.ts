/** `npm run docs` writes the generated pages of this folder; with `--check` it fails when one is not what the code would write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { generatedPages } from './pages.ts';

const check = process.argv.includes('--check');
for (const [name, text] of Object.entries(generatedPages())) {
  const place = new URL(name, import.meta.url);
  if (!check) {
    writeFileSync(place, text);
  } else if (read(place) !== text) {
    console.error(`docs/${name} is not what the code says: run \`npm run docs\``);
    process.exitCode = 1;
  }
}

function read(place: URL): string | undefined {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return undefined;
  }
}
