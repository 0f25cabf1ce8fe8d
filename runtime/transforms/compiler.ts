import { DefaultQueryCompiler, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector } from 'kysely';

/** How the text of a dialect's SQL is written. */
interface Spelling {
  readonly identifierQuote: string;
  /** Escapes text for a literal between single quotes. */
  readonly escape: (text: string) => string;
}

/**
 * A query builder whose queries compile to plain text of one dialect, every value as a literal: compiled queries are stored,
 * reviewed and shipped, so they have no parameters. It has no connection and cannot execute.
 */
export function textBuilder<Database>(spelling: Spelling): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new TextCompiler(spelling),
    },
  });
}

class TextCompiler extends DefaultQueryCompiler {
  readonly #spelling: Spelling;

  constructor(spelling: Spelling) {
    super();
    this.#spelling = spelling;
  }

  protected override getLeftIdentifierWrapper(): string {
    return this.#spelling.identifierQuote;
  }

  protected override getRightIdentifierWrapper(): string {
    return this.#spelling.identifierQuote;
  }

  protected override sanitizeIdentifier(name: string): string {
    return name.replaceAll(this.#spelling.identifierQuote, this.#spelling.identifierQuote.repeat(2));
  }

  protected override sanitizeStringLiteral(text: string): string {
    return this.#spelling.escape(text);
  }

  protected override appendValue(value: unknown): void {
    this.appendImmediateValue(value);
  }
}
