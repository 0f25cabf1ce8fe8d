/** What a test says of a resource of a preview. */
export interface Written {
  readonly op: string;
  readonly type?: string;
  readonly name?: string;
  readonly inputs?: object;
  readonly retain?: boolean;
  readonly why?: readonly string[];
}

/** The text of a preview of the stack `dev`, as the engine writes one. */
export function previewText(resources: readonly Written[], more: object = {}): string {
  return JSON.stringify({ config: {}, steps: resources.map(step), diagnostics: [], ...more });
}

/** The URN of a resource of the stack `dev`. */
export function urnOf({ type = 'aws:s3/bucket:Bucket', name = 'lake' }: Pick<Written, 'type' | 'name'>): string {
  return `urn:pulumi:dev::pinflow::${type}::${name}`;
}

function step({ op, type = 'aws:s3/bucket:Bucket', inputs = {}, retain = false, why, ...rest }: Written): object {
  const urn = urnOf({ type, ...rest });
  const state = { urn, custom: true, type, inputs, ...(retain && { retainOnDelete: true }) };
  const isNew = ['create', 'create-replacement', 'import'].includes(op);
  const isGone = ['delete', 'delete-replaced'].includes(op);
  return {
    op,
    urn,
    ...(!isNew && { oldState: state }),
    ...(!isGone && { newState: state }),
    ...(why && { diffReasons: why, replaceReasons: why }),
    detailedDiff: null,
  };
}
