import { z } from 'zod';
import { aws, clientFields } from '../../../runtime/blueprint/index.ts';
import { region, subnetIds, text, topics } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** The most user data that EC2 takes, in bytes (AWS documentation, "Run commands when you launch an EC2 instance"). */
const userDataBytes = 16 * 1024;

/** Instance types with Arm processors (AWS documentation, "Instance type naming conventions": `g` after the generation). */
const arm = /^(a1|[a-z]+[0-9]+g[a-z]*)\./;

/** The arguments of a Kafka client. */
export const kafkaClientArguments = argumentsSchema(
  {
    vpcId: aws.vpcId,
    subnetIds,
    clusterArn: aws.clusterArn,
    brokerSecurityGroupId: aws.securityGroupId,
    bootScript: text.refine(
      (script) => Buffer.byteLength(script) <= userDataBytes,
      `must have at most ${userDataBytes} bytes: fetch what is longer from the artifact bucket`,
    ),
    artifactArns: z.array(aws.objectArn),
    artifactVersionArns: z.array(aws.objectArn).optional(),
    region,
    topics,
    makesTopics: z.boolean().optional(),
    instanceType: aws.instanceType
      .refine((type) => !arm.test(type), 'has an Arm processor: use an x86-64 type such as t3.small')
      .optional(),
    imageId: aws.imageId.optional(),
    keyPair: clientFields.keyPair.optional(),
    volumeGiB: clientFields.volumeGiB.optional(),
    keyArn: aws.key.optional(),
  },
  (rule) => [
    rule(['artifactArns', 'artifactVersionArns'], ({ artifactArns, artifactVersionArns = [] }) => [
      artifactArns.length + artifactVersionArns.length === 0 &&
        fault(['artifactArns'], 'give the objects that the script installs'),
    ]),
  ],
);
