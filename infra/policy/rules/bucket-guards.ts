import type { StackResource, StackRule } from '../rule.ts';

type Text = Pick<StackRule, 'name' | 'level' | 'severity' | 'forbids' | 'reason' | 'remedy'>;

/** A rule that every bucket has a guard of a type, and that the guard is as it should be. */
export function everyBucketHas(
  text: Text,
  type: string,
  missing: string,
  isGuard: (guard: StackResource) => boolean,
): StackRule {
  return {
    ...text,
    ofStack: true,
    violations: (resources) =>
      resources
        .filter((resource) => resource.type === 'aws:s3/bucket:Bucket')
        .filter((bucket) => !resources.some((one) => one.type === type && guards(one, bucket) && isGuard(one)))
        .map(({ urn, name }) => ({ urn, message: `${name}: ${missing}` })),
  };
}

/** In a preview the bucket's name may not be known, but what the guard's name comes from is. */
function guards(guard: StackResource, bucket: StackResource): boolean {
  const from = guard.propertyDependencies.bucket ?? [];
  return (
    from.some(({ urn }) => urn === bucket.urn) || (from.length === 0 && guard.props.bucket === bucket.props.bucket)
  );
}
