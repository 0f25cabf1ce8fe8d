const lineFeed = 0x0a;

/** Calls `take` with each line of a stream of bytes, without its line feed, and where in the stream it starts. A last line may lack its line feed. */
export async function eachLine(
  stream: AsyncIterable<Buffer>,
  take: (line: Uint8Array, start: number) => void,
): Promise<void> {
  /** Chunks of a line whose end has not come yet. */
  let begun: Buffer[] = [];
  let start = 0;
  const end = (rest: Buffer) => {
    const line = begun.length === 0 ? rest : Buffer.concat([...begun, rest]);
    begun = [];
    take(line, start);
    start += line.length + 1;
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let feed = chunk.indexOf(lineFeed); feed !== -1; feed = chunk.indexOf(lineFeed, from)) {
      end(chunk.subarray(from, feed));
      from = feed + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) end(Buffer.alloc(0));
}
