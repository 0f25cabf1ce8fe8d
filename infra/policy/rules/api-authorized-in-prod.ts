import { isProd, listAt, objectAt, type Props, type Rule } from '../rule.ts';

export const apiAuthorizedInProd: Rule = {
  name: 'api-authorized-in-prod',
  level: 'mandatory',
  severity: 'critical',
  forbids: 'An API of a production stage that takes calls without a signature.',
  reason: 'Everyone could post; an API key names nobody.',
  remedy: 'Set ingest.authorization of the stage to iam',
  types: ['aws:apigateway/restApi:RestApi'],
  violations: ({ props, provider }) => (isProd(provider) ? openOperations(String(props.body ?? '{}')) : []),
};

/** The operations of a document that ask for no signature (OpenAPI: what an operation says takes the place of what the document says). */
function openOperations(body: string): string[] {
  const document = JSON.parse(body) as Props;
  const schemes = objectAt(objectAt(document, 'components'), 'securitySchemes');
  const signed = (asked: readonly Props[]) =>
    asked.length > 0 &&
    asked.every((one) =>
      Object.keys(one).some((name) => objectAt(schemes, name)['x-amazon-apigateway-authtype'] === 'awsSigv4'),
    );
  return Object.entries(objectAt(document, 'paths')).flatMap(([path, operations]) =>
    Object.entries(operations as Props)
      .filter(([, operation]) => typeof operation === 'object' && operation !== null && !Array.isArray(operation))
      .filter(
        ([, operation]) =>
          !signed(
            'security' in (operation as Props) ? listAt(operation as Props, 'security') : listAt(document, 'security'),
          ),
      )
      .map(([method]) => `${method} ${path} asks for no signature`),
  );
}
