import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { artifacts, parseStage } from '../../runtime/blueprint/index.ts';
import { downloadArtifact } from '../../runtime/cli/artifact-download.ts';
import { pinArtifacts } from '../../runtime/cli/artifact-pins.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { devStage } from '../helpers/stage.ts';
import { type Answer, bytesOf, digestOf, endsEarly, makers, only, status, text } from './helpers/makers.ts';

const { confluent, 's3-sink': sink, java } = artifacts;
const { sha256: _, ...bucket } = devStage.artifacts;
const unpinned = { ...devStage, artifacts: bucket };
const signal = new AbortController().signal;

async function pin(t: ExecutionContext, answer?: Answer, stage: object = unpinned) {
  const { fetch, fetched } = await makers(t, answer);
  const pins = await pinArtifacts(parseStage(stage), { fetch, signal, onPinned: () => {} });
  return { pins, fetched };
}

test('downloads and hashes each unpinned artifact once, and compares it with the published digest', async (t) => {
  const { pins, fetched } = await pin(t);
  t.deepEqual(pins, [
    {
      name: 'confluent',
      version: confluent.version,
      url: confluent.url,
      bytes: bytesOf(confluent.file).length,
      sha256: digestOf('sha256', bytesOf(confluent.file)),
      confirmedBy: { algorithm: 'sha256', url: `${confluent.url}.sha256.txt` },
    },
    {
      name: 's3-sink',
      version: sink.version,
      url: sink.url,
      bytes: bytesOf(sink.file).length,
      sha256: digestOf('sha256', bytesOf(sink.file)),
      confirmedBy: { algorithm: 'sha1', url: sink.published.url },
    },
  ]);
  t.deepEqual(fetched, [confluent.file, `${confluent.file}.sha256.txt`, sink.file, sink.version]);
});

test('the digest is the one that OpenSSL computes', async (t) => {
  const { pins } = await pin(t);
  const { stdout } = spawnSync('openssl', ['dgst', '-sha256', '-r'], { input: bytesOf(confluent.file) });
  t.is(stdout.toString().split(' ')[0], pins[0]?.sha256);
});

test('downloads only artifacts that the stage installs and that have no hash', async (t) => {
  t.deepEqual((await pin(t, undefined, devStage)).fetched, []);
  const withoutConnector = { ...unpinned, connector: { type: 'none' } };
  t.deepEqual((await pin(t, undefined, withoutConnector)).fetched, [confluent.file, `${confluent.file}.sha256.txt`]);
});

for (const code of [403, 404, 410]) {
  test(`treats a checksum file answered with ${code} as not published`, async (t) => {
    const { pins } = await pin(t, only(`${confluent.file}.sha256.txt`, status(code)));
    t.is(pins[0]?.confirmedBy, null);
    t.is(pins[0]?.sha256, digestOf('sha256', bytesOf(confluent.file)));
  });
}

const checksums = `${confluent.file}.sha256.txt`;
const hash = digestOf('sha256', bytesOf(confluent.file));

for (const [form, content] of [
  ['the digest alone, in capitals', `${hash.toUpperCase()}`],
  ['a line of shasum -b', `${hash} *${confluent.file}\r\n`],
  ['a line of openssl dgst', `SHA256(${confluent.file})= ${hash}\n`],
] as const) {
  test(`a checksum file may hold ${form}`, async (t) => {
    const { pins } = await pin(t, only(checksums, text(content)));
    t.is(pins[0]?.confirmedBy?.algorithm, 'sha256');
  });
}

for (const [what, answer, code, says] of [
  ['a server that fails', only(confluent.file, status(503)), 'ARTIFACT_UNREACHABLE', /7\.9\.9\.tar\.gz answered 503/],
  ['a file that is not there', only(confluent.file, status(404)), 'ARTIFACT_UNREACHABLE', /answered 404 Not Found$/],
  [
    'a download that ends early',
    only(confluent.file, endsEarly),
    'ARTIFACT_INCOMPLETE',
    /ended after 15 of 1000 bytes$/,
  ],
  [
    'a checksum file of a server that fails',
    only(checksums, status(500)),
    'ARTIFACT_UNREACHABLE',
    /sha256\.txt answered 500/,
  ],
  ['a checksum file that ends early', only(checksums, endsEarly), 'ARTIFACT_UNREACHABLE', /sha256\.txt: /],
  [
    'a page in place of the checksum file',
    only(checksums, text('<html>Please sign in</html>')),
    'ARTIFACT_UNREACHABLE',
    /answered with a document that has no SHA-256$/,
  ],
  [
    'a checksum file with two digests',
    only(checksums, text(`${hash}\n${'0'.repeat(64)}\n`)),
    'ARTIFACT_UNREACHABLE',
    /has no SHA-256$/,
  ],
  [
    'a manifest that is no JSON',
    only(sink.version, text('<html>')),
    'ARTIFACT_UNREACHABLE',
    /s3-sink: .* has no SHA-1$/,
  ],
  ['a manifest without the digest', only(sink.version, text('{"archive":null}')), 'ARTIFACT_UNREACHABLE', /no SHA-1$/],
  [
    'another SHA-256 than the published one',
    only(checksums, text('0'.repeat(64))),
    'ARTIFACT_DIGEST_MISMATCH',
    new RegExp(`confluent from \\S+ has the SHA-256 ${hash}, and \\S+\\.sha256\\.txt says 0{64}; nothing was pinned$`),
  ],
  [
    'another SHA-1 than the published one',
    only(sink.version, text(JSON.stringify({ archive: { sha1: '0'.repeat(40) } }))),
    'ARTIFACT_DIGEST_MISMATCH',
    /s3-sink from \S+ has the SHA-1 [0-9a-f]{40}, and \S+ says 0{40}/,
  ],
] as const) {
  test(`${what} is ${code}`, async (t) => {
    await t.throwsAsync(pin(t, answer), { code, message: says });
  });
}

test('refuses another size than announced, and ignores the size of a compressed transfer', async (t) => {
  const respond = (headers: Record<string, string>) => async () => new Response('four', { headers });
  const file = join(temporaryFolder(t), 'file');
  await t.throwsAsync(downloadArtifact(java, file, { fetch: respond({ 'content-length': '5' }), signal }), {
    code: 'ARTIFACT_INCOMPLETE',
    message: /announced 5 bytes and sent 4$/,
  });
  const headers = { 'content-length': '5', 'content-encoding': 'gzip' };
  t.is((await downloadArtifact(java, file, { fetch: respond(headers), signal })).bytes, 4);
});

test('reports a file that cannot be written with a storage code', async (t) => {
  const { fetch } = await makers(t);
  const file = join(temporaryFolder(t), 'gone', 'file');
  await t.throwsAsync(downloadArtifact(java, file, { fetch, signal }), { code: 'STORAGE_FAILED' });
});
