import { describe, expect, it } from 'vitest';
import { checkOf } from './check.ts';
import { endpoints } from './endpoints.ts';
import { ErrorBody, envelopeOf } from './envelope.ts';
import { exampleAnswerOf, exampleError, exampleOf } from './examples.ts';

describe.each(endpoints)('the example of $method $path', (endpoint) => {
  it('fits what the endpoint takes and answers', () => {
    const { params = {}, query = {}, body } = exampleOf(endpoint);
    if (endpoint.params) expect(checkOf(endpoint.params)(params)).toEqual([]);
    if (endpoint.query) expect(checkOf(endpoint.query)(query)).toEqual([]);
    if (endpoint.body) expect(checkOf(endpoint.body)(body)).toEqual([]);
    expect(checkOf(envelopeOf(endpoint.response))(exampleAnswerOf(endpoint))).toEqual([]);
  });
});

it('the example of an error is an error', () => expect(checkOf(ErrorBody)(exampleError)).toEqual([]));
