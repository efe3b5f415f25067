import type { FastifyReply, FastifyRequest } from 'fastify';
import { OperationError } from '../errors.ts';
import { answerError } from './error-handler.ts';

/** Answers whoever has waited too long, whatever it is that does not come. */
export interface Deadline {
  /**
   * From now on; what is done meanwhile is still done, or not: the sender is to come again. Throws for a read that would not be
   * answered in time: what is begun for nobody takes the time of those who still wait.
   */
  watch(request: FastifyRequest, reply: FastifyReply): void;
  /** It was answered. */
  forget(reply: FastifyReply): void;
  close(): void;
}

/** Within 5 s, with what it takes to notice and to send. */
export const answerWithinMs = 4_500;
const lookEveryMs = 250;
/** A read has two or three statements one after the other, and each of them would wait as long as whoever waits now. */
const hopelessShare = 1 / 4;

/** One look at all of them costs less than a timer for each: a report is worth some hundred microseconds. */
export function createDeadline({
  publicUrl,
  longestWaitMs,
  withinMs = answerWithinMs,
}: {
  publicUrl: () => string;
  /** How long somebody has already waited for a connection to the database. */
  longestWaitMs: () => number;
  withinMs?: number | undefined;
}): Deadline {
  // In the order in which they came.
  const watched = new Map<FastifyReply, { readonly request: FastifyRequest; readonly since: number }>();
  const look = () => {
    const late = performance.now() - withinMs;
    for (const [reply, { request, since }] of watched) {
      if (since > late) return;
      watched.delete(reply);
      // What has begun to be answered goes on for as long as it takes: a stream of events, a long export.
      if (reply.sent || reply.raw.headersSent) continue;
      answerError(request, reply, new OperationError('unavailable'), publicUrl());
      // Whatever comes of it later has nobody to go to.
      reply.hijack();
    }
  };
  const timer = setInterval(look, lookEveryMs).unref();
  return {
    watch(request, reply) {
      if (request.method === 'GET' && longestWaitMs() > withinMs * hopelessShare)
        throw new OperationError('unavailable');
      watched.set(reply, { request, since: performance.now() });
    },
    forget: (reply) => void watched.delete(reply),
    close: () => clearInterval(timer),
  };
}
