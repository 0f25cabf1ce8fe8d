/** One statement of an IAM policy; pinflow's name their actions and resources one by one. */
export interface Statement {
  /** What the statement is for; letters and digits. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?:
    | '*'
    | { readonly Service?: string | readonly string[]; readonly AWS?: string | readonly string[] };
  readonly Action: string | readonly string[];
  /** Absent in the trust policy of a role alone. */
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as IAM and the services take it. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * The trust policy of a role that a service assumes. With `accountId` it does so for this account's resources alone: else another
 * account's could make the service use the role (AWS documentation, "The confused deputy problem"). EC2
 * and API Gateway do not say for whom they ask, so theirs go without.
 */
export function serviceTrust(service: string | readonly string[], { accountId }: { accountId?: string } = {}): string {
  return policyDocument({
    Sid: 'AssumedByService',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(accountId !== undefined && { Condition: { StringEquals: { 'aws:SourceAccount': accountId } } }),
  });
}
