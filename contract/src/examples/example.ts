import type { TSchema } from 'typebox';
import type { BodyOf, EndpointShape, ParamsOf, QueryOf, ResponseOf } from '../endpoint.ts';

/** A request to an endpoint, and the `data` of its answer. */
export type Example<E extends EndpointShape> = { readonly data: ResponseOf<E> } & (E extends { params: TSchema }
  ? { readonly params: ParamsOf<E> }
  : unknown) &
  (E extends { body: TSchema } ? { readonly body: BodyOf<E> } : unknown) &
  (E extends { query: TSchema } ? { readonly query?: QueryOf<E> } : unknown);

/** An example for each endpoint of a file of the contract: one that is missing does not compile. */
export type ExamplesOf<File> = {
  readonly [Name in keyof File as File[Name] extends EndpointShape ? Name : never]: Example<
    Extract<File[Name], EndpointShape>
  >;
};
