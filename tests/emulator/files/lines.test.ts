import test from 'ava';
import fc from 'fast-check';
import { eachLine } from '../../../runtime/emulator/files/lines.ts';

async function linesOf(chunks: readonly Buffer[]): Promise<{ line: string; start: number }[]> {
  const lines: { line: string; start: number }[] = [];
  async function* stream() {
    yield* chunks;
  }
  await eachLine(stream(), (line, start) => lines.push({ line: Buffer.from(line).toString('latin1'), start }));
  return lines;
}

test('lines are the same however the bytes are cut into chunks, and each knows where it starts', async (t) => {
  const bytes = fc.array(fc.constantFrom('\n', '\r', 'a', 'é', '{}'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(bytes, fc.array(fc.nat(40), { maxLength: 6 }), async (parts, cuts) => {
      const whole = Buffer.from(parts.join(''));
      const places = [...new Set([0, ...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b);
      const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
      const lines = await linesOf(chunks);
      const expected = whole.toString('latin1').split('\n');
      if (expected.at(-1) === '') expected.pop();
      t.deepEqual(
        lines.map(({ line }) => line),
        expected,
      );
      for (const { line, start } of lines) {
        t.is(whole.toString('latin1', start, start + line.length), line);
        t.true(start === 0 || whole[start - 1] === 0x0a);
      }
    }),
  );
});

test('a last line without line feed counts, and nothing after a line feed does not', async (t) => {
  const lines = async (text: string) => (await linesOf([Buffer.from(text)])).map(({ line }) => line);
  t.deepEqual(await lines('a\nb'), ['a', 'b']);
  t.deepEqual(await lines('a\nb\n'), ['a', 'b']);
  t.deepEqual(await lines('a\n\n'), ['a', '']);
  t.deepEqual(await lines(''), []);
});
