import * as messages from '@patchlight/contract/messages';
import type { FastifyInstance } from 'fastify';
import type { Ctx } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { RateLimiter } from '../http/rate-limit.ts';
import type { Route } from '../http/route.ts';
import { forecastMessages } from './forecast.ts';
import { listMails, listMessages, listOrganizationMessages, resendMessage } from './messages.ts';
import { getNotificationDefaults, updateNotificationDefaults } from './notification-defaults.ts';
import type { Press } from './person.ts';
import { previewDigest } from './preview-digest.ts';
import { unsubscribe } from './unsubscribe.ts';

interface MessageParts {
  /** Sees all organizations. */
  readonly everyone: Db;
  readonly limiter: RateLimiter;
  readonly press: () => Press;
  readonly secretKeys: readonly string[];
}

export function messageRoutes(route: Route, { everyone, limiter, press, secretKeys }: MessageParts): void {
  route(messages.listMessages, (ctx, input) => listMessages(ctx, input, everyone));
  route(messages.resendMessage, (ctx, input) => resendMessage(ctx, input, everyone));
  route(messages.listOrganizationMessages, (ctx, input) => listOrganizationMessages(ctx, input, everyone));
  route(messages.previewDigest, (ctx, input) => previewDigest({ ...ctx, db: everyone }, input, press()));
  route(messages.forecastMessages, (ctx, input) => forecastMessages({ ...ctx, db: everyone }, input, press()));
  route(messages.getNotificationDefaults, getNotificationDefaults);
  route(messages.updateNotificationDefaults, updateNotificationDefaults);
  route(messages.unsubscribe, async (ctx, { body, source }) => {
    await limiter.take('link', source);
    return unsubscribe({ ...ctx, db: everyone }, { ...body, secretKeys });
  });
  route(messages.listMails, listMails);
}

const formBytes = 4_096;

/**
 * What a mail program posts to, without asking anybody (RFC 8058): the link of the header `List-Unsubscribe`, with a form that
 * says nothing more. A GET of it is a page of the application, and changes nothing.
 */
export function unsubscribeLink(
  http: FastifyInstance,
  {
    limiter,
    secretKeys,
    ctx,
  }: Pick<MessageParts, 'limiter' | 'secretKeys'> & { readonly ctx: (requestId: string) => Ctx },
): void {
  void http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => done(null));
    scope.post('/unsubscribe', { bodyLimit: formBytes }, async (request, reply) => {
      await limiter.take('link', request.ip);
      const { searchParams } = new URL(request.url, 'http://localhost');
      await unsubscribe(ctx(request.id), { token: searchParams.get('token') ?? '', secretKeys });
      return reply.type('text/plain; charset=utf-8').send('You will get no more of these mails.\n');
    });
  });
}
