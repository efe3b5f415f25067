import { createSigner, createVerifier } from 'fast-jwt';
import { OperationError } from '../errors.ts';

export const accessTokenSeconds = 900;
/** How far the clocks of two replicas may be apart. */
const toleranceSeconds = 30;
const issuer = 'patchlight';
const audience = 'patchlight-api';

export interface AccessToken {
  readonly userId: string;
  readonly tokenVersion: number;
  /** The token dies with this session. */
  readonly sessionId: string;
}

/** Signs with the first key and accepts all of them, so that keys can be rotated while tokens live. */
export interface Tokens {
  sign(token: AccessToken): string;
  /** Throws `token_expired` or `unauthenticated`. */
  verify(token: string): AccessToken;
}

export function createTokens(keys: readonly string[], now: () => Date): Tokens {
  const [first = ''] = keys;
  const sign = createSigner({ key: first, algorithm: 'HS256', header: { typ: 'at+jwt', alg: 'HS256' } });
  const verifiers = keys.map((key) =>
    createVerifier({
      key,
      algorithms: ['HS256'],
      allowedIss: issuer,
      allowedAud: audience,
      checkTyp: 'at+jwt',
      requiredClaims: ['exp', 'iat', 'sub', 'tv', 'sid'],
      // The library would look at a clock of its own.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    }),
  );
  return {
    sign({ userId, tokenVersion, sessionId }) {
      const iat = Math.floor(now().getTime() / 1000);
      return sign({
        sub: userId,
        tv: tokenVersion,
        sid: sessionId,
        iss: issuer,
        aud: audience,
        iat,
        exp: iat + accessTokenSeconds,
      });
    },
    verify(token) {
      for (const verifier of verifiers) {
        const claims = claimsOf(verifier, token);
        if (claims !== null) return readClaims(claims, now());
      }
      throw new OperationError('unauthenticated');
    },
  };
}

interface Claims {
  readonly sub: unknown;
  readonly tv: unknown;
  readonly sid: unknown;
  readonly exp: unknown;
  readonly nbf?: unknown;
}

/** The claims of a token that this key has signed, and that is one of ours in every other way than its time. */
function claimsOf(verifier: (token: string) => unknown, token: string): Claims | null {
  try {
    return verifier(token) as Claims;
  } catch {
    return null;
  }
}

function readClaims({ sub, tv, sid, exp, nbf = 0 }: Claims, now: Date): AccessToken {
  const seconds = now.getTime() / 1000;
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof tv !== 'number')
    throw new OperationError('unauthenticated');
  if (typeof exp !== 'number' || typeof nbf !== 'number') throw new OperationError('unauthenticated');
  if (nbf > seconds + toleranceSeconds) throw new OperationError('unauthenticated');
  if (exp <= seconds - toleranceSeconds) throw new OperationError('token_expired');
  return { userId: sub, tokenVersion: tv, sessionId: sid };
}
