import type { Add, Remove } from './actions.ts';

/** The files that a commit takes away and gives, by path. */
export interface ChangedFiles {
  readonly gone: ReadonlyMap<string, Remove>;
  readonly come: ReadonlyMap<string, Add>;
}

/**
 * The files of a version, and those that were the table's before. They are put together when they are asked for: a writer of many small
 * commits asks at some of them alone, and the files of a table are many.
 */
export class Contents {
  static readonly none = new Contents({ files: new Map(), removed: new Map() }, []);

  #known: Known;
  #changes: readonly ChangedFiles[];

  private constructor(known: Known, changes: readonly ChangedFiles[]) {
    this.#known = known;
    this.#changes = changes;
  }

  /** What these come to by further commits. */
  after(changes: readonly ChangedFiles[]): Contents {
    return new Contents(this.#known, [...this.#changes, ...changes]);
  }

  /** These without the files that were removed by then. @param then milliseconds since 1970 */
  withoutRemoved(then: number): Contents {
    const { files, removed } = this.#all();
    const later = [...removed].filter(([, { deletionTimestamp = 0 }]) => deletionTimestamp > then);
    return new Contents({ files, removed: new Map(later) }, []);
  }

  get files(): ReadonlyMap<string, Add> {
    return this.#all().files;
  }

  get removed(): ReadonlyMap<string, Remove> {
    return this.#all().removed;
  }

  #all(): Known {
    if (this.#changes.length > 0) this.#known = changed(this.#known, this.#changes);
    this.#changes = [];
    return this.#known;
  }
}

interface Known {
  readonly files: ReadonlyMap<string, Add>;
  readonly removed: ReadonlyMap<string, Remove>;
}

function changed(known: Known, changes: readonly ChangedFiles[]): Known {
  let files = new Map(known.files);
  const removed = new Map(known.removed);
  for (const { gone, come } of changes) {
    if (isCompaction(files, gone)) files = compacted(files, gone, come);
    for (const [path, remove] of gone) {
      files.delete(path);
      removed.set(path, remove);
    }
    for (const [path, add] of come) {
      files.set(path, add);
      removed.delete(path);
    }
  }
  return { files, removed };
}

function isCompaction(files: ReadonlyMap<string, Add>, gone: ReadonlyMap<string, Remove>): boolean {
  return [...gone].some(([path, { dataChange }]) => !dataChange && files.has(path));
}

/** Rows that were only rearranged stand where they stood, so that the table keeps their order. */
function compacted(
  files: ReadonlyMap<string, Add>,
  gone: ReadonlyMap<string, Remove>,
  come: ReadonlyMap<string, Add>,
): Map<string, Add> {
  const first = [...files.keys()].find((path) => gone.has(path));
  return new Map(
    [...files].flatMap(([path, add]) => (path === first ? [...come] : gone.has(path) ? [] : [[path, add]])),
  );
}
