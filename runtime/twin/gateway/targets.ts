import type { Template } from './template/template.ts';

/** Which part of a request a value is read from or goes into. */
type Part = 'path' | 'querystring' | 'header';

/** Where a value of the integration's request comes from. */
export type Source = { readonly from: Part; readonly name: string } | { readonly text: string };

/** Which part of the integration's request a value goes into. */
export interface Mapping {
  readonly to: Part;
  readonly name: string;
  readonly source: Source;
}

/** What is done with a request. */
export type Target = HttpProxyTarget | AwsTarget;

/** It goes to an HTTP endpoint, and the endpoint's answer comes back. */
export interface HttpProxyTarget {
  readonly type: 'http_proxy';
  readonly httpMethod: string;
  /** May hold `{name}`, which a mapping to `path` fills. */
  readonly uri: string;
  readonly mappings: readonly Mapping[];
  readonly timeoutMs: number;
}

/** A template makes of it the request for an action of an AWS service; another one may make the answer of the service's. */
export interface AwsTarget {
  readonly type: 'aws';
  /** `http://host:port` of the service. */
  readonly origin: string;
  /** What `X-Amz-Target` names. */
  readonly action: string;
  /** The path as the document has it. */
  readonly resourcePath: string;
  /** Headers of the service's request, as names and values in turn. */
  readonly headers: readonly string[];
  readonly templates: Templates;
  /** Whether a body is one that the operation takes. */
  readonly takes: (body: Buffer) => boolean;
  readonly responses: readonly ServiceResponse[];
  readonly timeoutMs: number;
}

/** Templates by media type, in the order of the document. */
export type Templates = ReadonlyMap<string, Template>;

/** What becomes of an answer of a service. */
export interface ServiceResponse {
  /** For the whole status; undefined for the one that takes what no other takes. */
  readonly pattern: RegExp | undefined;
  readonly status: number;
  readonly templates: Templates;
}
