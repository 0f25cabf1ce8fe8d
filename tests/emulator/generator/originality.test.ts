import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import {
  aims,
  closings,
  guilds,
  lookAlikePosters,
  lookAlikeTitles,
  manners,
  openings,
  ornaments,
  vocabularies,
} from '../../../runtime/emulator/generator/words.ts';
import { openGenerator } from '../../../runtime/emulator/index.ts';

const real = new URL('../../../../shared/data/pin.ndjson', import.meta.url);
const noData = [
  'No Title Data Available',
  '',
  'No description available Story format',
  'No description available',
  'Untitled',
  'User Info Error',
];

(existsSync(real) ? test : test.skip)(
  'nothing that the generator writes is a text of the real rows (they are in ../shared/data)',
  (t) => {
    const texts = readFileSync(real, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => {
        const { title, description, poster_name } = JSON.parse(line);
        return [title, description, poster_name] as string[];
      });
    const known = new Set(texts.filter((text) => !noData.includes(text)));
    const things = vocabularies.flatMap((vocabulary) => vocabulary.things);
    const words = [
      ...manners,
      ...aims,
      ...closings,
      ...guilds,
      ...lookAlikePosters,
      ...lookAlikeTitles,
      ...openings,
      ...ornaments,
      ...things,
    ];
    const source = openGenerator({ seed: 1, rows: 11_154 });
    const generated = Array.from({ length: 11_154 }, (_, key) => JSON.parse(source.row('pin', key))).flatMap((pin) => [
      pin.title,
      pin.description,
    ]);
    t.deepEqual(
      [...words, ...generated].filter((text) => known.has(text)),
      [],
    );
  },
);
