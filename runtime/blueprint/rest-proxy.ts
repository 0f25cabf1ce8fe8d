/** Where the REST proxy listens on the Kafka client. */
export const restProxyPort = 8082;

const iam = {
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'AWS_MSK_IAM',
  'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
  'sasl.client.callback.handler.class': 'software.amazon.msk.auth.iam.IAMClientCallbackHandler',
};

/** `client.properties` of Kafka's own tools against MSK with IAM (aws-msk-iam-auth, README). */
export function clientProperties(): Record<string, string> {
  return iam;
}

/** The path of the REST proxy whose answer says that it works and reaches Kafka. */
export const restProxyHealthPath = '/topics';

/**
 * `kafka-rest.properties` of Confluent REST Proxy 7.x against MSK with IAM.
 * The producer gives up before API Gateway does (29 s), so that a missing topic or a lost broker is answered by the proxy, with its reason.
 */
export function restProxyProperties({ bootstrapServers }: { bootstrapServers: string }): Record<string, string> {
  return {
    listeners: `http://0.0.0.0:${restProxyPort}`,
    'bootstrap.servers': bootstrapServers,
    ...Object.fromEntries(Object.entries(iam).map(([key, value]) => [`client.${key}`, value])),
    'producer.acks': 'all',
    'producer.max.block.ms': '5000',
    'producer.request.timeout.ms': '10000',
    'producer.delivery.timeout.ms': '20000',
    'api.v3.enable': 'false',
    // The API lets its callers post. With consumers they would read what others posted, by the proxy's own rights.
    'api.endpoints.blocklist': 'api.v2.consumers.*',
  };
}
