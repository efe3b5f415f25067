import { createHmac, randomBytes } from 'node:crypto';

/** How long the secret before the last one signs besides. */
export const formerSecretHours = 24;

export const newSecret = (): Buffer => randomBytes(32);

/** As Standard Webhooks write it. */
export const secretText = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

interface Signed {
  /** The same on every attempt: by it a receiver knows that it has had this. */
  readonly id: string;
  readonly body: string;
  readonly at: Date;
  readonly secrets: readonly Buffer[];
}

/** The headers of Standard Webhooks: a signature by each secret over the id, this attempt's time and the body. */
export function signatureHeaders({ id, body, at, secrets }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
  };
}
