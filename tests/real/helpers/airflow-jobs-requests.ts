import { z } from 'zod';

/** An int64; the API also takes one as text, which is how Airflow's provider sends it. */
const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,18}$/)]);
const flag = z.union([z.boolean(), z.enum(['true', 'false'])]);
const words = z.array(z.string());
const pairs = z.record(z.string(), z.string());

/** Parameters of tasks, which cannot be given beside those of the job. */
const taskParameters = {
  dbt_commands: words.optional(),
  jar_params: words.optional(),
  notebook_params: pairs.optional(),
  python_named_params: pairs.optional(),
  python_params: words.optional(),
  spark_submit_params: words.optional(),
  sql_params: pairs.optional(),
};

/** What the Jobs API takes, by the reference of its versions 2.1 and 2.2 (docs.databricks.com/api/jobs). */
export const jobsRequests = {
  'POST run-now': z
    .strictObject({
      job_id: id,
      job_parameters: pairs.optional(),
      idempotency_token: z.string().max(64).optional(),
      queue: z.strictObject({ enabled: z.boolean() }).optional(),
      only: words.optional(),
      performance_target: z.enum(['PERFORMANCE_OPTIMIZED', 'STANDARD', 'COST_OPTIMIZED']).optional(),
      pipeline_params: z.strictObject({ full_refresh: z.boolean().optional() }).optional(),
      ...taskParameters,
    })
    .refine((body) => !body.job_parameters || !Object.keys(taskParameters).some((key) => key in body), {
      error: 'job_parameters cannot be given beside parameters of tasks',
    }),
  'GET runs/get': z.strictObject({
    run_id: id,
    include_history: flag.optional(),
    include_resolved_values: flag.optional(),
    page_token: z.string().optional(),
  }),
  'GET runs/get-output': z.strictObject({ run_id: id }),
  'POST runs/cancel': z.strictObject({ run_id: id }),
} as const;

/** A call of the Jobs API. */
export type JobsCall = keyof typeof jobsRequests;

/** By RFC 6749, 4.4.2, for all APIs of the workspace. */
export const tokenRequest = z.strictObject({
  grant_type: z.literal('client_credentials'),
  scope: z.literal('all-apis'),
});

/** By the API reference of Amazon SNS. */
export const publishRequest = z.strictObject({
  Action: z.literal('Publish'),
  Version: z.literal('2010-03-31'),
  TopicArn: z.string().regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/),
  // ASCII, no line break or control character, begins with a letter, a digit or a punctuation mark.
  Subject: z.string().regex(/^[!-~][ -~]{0,99}$/),
  Message: z.string().min(1).max(262_144),
});
