/** A digest that a maker publishes for an artifact. MD5 and SHA-1 are weak: they confirm the transfer, not the maker. */
export interface PublishedDigest {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly url: string;
  /** Keys that lead to the digest where the document is JSON; without them it is a text that holds the digest. */
  readonly path?: readonly string[];
}

/** A piece of software that a stack installs, pinned by version and content. */
export interface Artifact {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** Where its maker offers it. */
  readonly url: string;
  /** SHA-256 in hexadecimal digits; empty where none could be confirmed: then a stage must give it. */
  readonly sha256: string;
  /** The digest that `pinflow artifacts pin` compares a download with, for an artifact without a SHA-256. */
  readonly published?: PublishedDigest;
  readonly licence: string;
  readonly for: string;
}

const java = { version: '17.0.19.10.1', file: 'amazon-corretto-17.0.19.10.1-linux-x64.tar.gz' };
const confluent = { version: '7.9.9', file: 'confluent-community-7.9.9.tar.gz' };
const iam = { version: '2.3.6', file: 'aws-msk-iam-auth-2.3.6-all.jar' };
const sink = { version: '10.6.18', file: 'confluentinc-kafka-connect-s3-10.6.18.zip' };

/** Everything that a stack installs, by name. */
export const artifacts = {
  java: {
    name: 'java',
    ...java,
    url: `https://corretto.aws/downloads/resources/${java.version}/${java.file}`,
    // The same in the formulas of Homebrew and the repositories of Bazel's rules_java (2026-11-25).
    sha256: 'd0f1b880445691425511c3aa62cb89889f03a71c2a43597a3df174fc01d3f3a0',
    licence: 'GPL-2.0 with Classpath exception',
    for: 'Amazon Corretto 17, on which the tools and the REST proxy run',
  },
  confluent: {
    name: 'confluent',
    ...confluent,
    url: `https://packages.confluent.io/archive/7.9/${confluent.file}`,
    sha256: '',
    // Undocumented; named for 5.1.0 in confluentinc/cp-docker-images issue 651. A release may lack it.
    published: {
      algorithm: 'sha256',
      url: `https://packages.confluent.io/archive/7.9/${confluent.file}.sha256.txt`,
    },
    licence: 'Confluent Community License; Kafka: Apache-2.0',
    for: "the REST proxy and Kafka's tools",
  },
  'msk-iam-auth': {
    name: 'msk-iam-auth',
    ...iam,
    url: `https://github.com/aws/aws-msk-iam-auth/releases/download/v${iam.version}/${iam.file}`,
    // Two independent public sources pin it (2026-11-25).
    sha256: 'de63517a6275b4f112c0375f9246b2a78e8ad1a8fe88b1d096244bfc11981c08',
    licence: 'Apache-2.0',
    for: 'IAM authentication of Kafka clients',
  },
  's3-sink': {
    name: 's3-sink',
    ...sink,
    url: `https://hub-downloads.confluent.io/api/plugins/confluentinc/kafka-connect-s3/versions/${sink.version}/${sink.file}`,
    sha256: '',
    // The plugin's manifest; `confluent connect plugin install` checks this SHA-1 and an MD5 (confluentinc/cli, pkg/cpstructs/hub_structs.go).
    published: {
      algorithm: 'sha1',
      url: `https://api.hub.confluent.io/api/plugins/confluentinc/kafka-connect-s3/versions/${sink.version}`,
      path: ['archive', 'sha1'],
    },
    licence: 'Confluent Community License',
    for: 'the S3 sink connector',
  },
} as const satisfies Record<string, Artifact>;

/** What the Kafka client installs, by name. */
export const clientArtifacts = ['java', 'confluent', 'msk-iam-auth'] as const satisfies (keyof typeof artifacts)[];

/** The name of something that the Kafka client installs. */
export type ClientArtifactName = (typeof clientArtifacts)[number];

/** The key of an artifact in the stage's artifact bucket. */
export function artifactKey(prefix: string, { name, version, file }: Artifact): string {
  return `${prefix}/${name}/${version}/${file}`;
}
