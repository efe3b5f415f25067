import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { OperationError } from '../errors.ts';

export const accessTokenSeconds = 900;
const issuer = 'patchlight';
const audience = 'patchlight-api';

export interface AccessToken {
  readonly userId: string;
  readonly tokenVersion: number;
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
      requiredClaims: ['exp', 'iat', 'sub', 'tv'],
      clockTolerance: 30_000,
    }),
  );
  return {
    sign({ userId, tokenVersion }) {
      const iat = Math.floor(now().getTime() / 1000);
      return sign({ sub: userId, tv: tokenVersion, iss: issuer, aud: audience, iat, exp: iat + accessTokenSeconds });
    },
    verify(token) {
      let failure: unknown;
      for (const verifier of verifiers) {
        try {
          const { sub, tv } = verifier(token) as { sub: string; tv: number };
          return { userId: sub, tokenVersion: tv };
        } catch (error) {
          failure = error;
        }
      }
      const expired = failure instanceof TokenError && failure.code === TokenError.codes.expired;
      throw new OperationError(expired ? 'token_expired' : 'unauthenticated');
    },
  };
}
