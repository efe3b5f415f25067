import * as deadLetters from '@patchlight/contract/dead-letters';
import * as contract from '@patchlight/contract/jobs';
import type { Route } from '../http/route.ts';
import { getDeadLetter, listDeadLetters } from './dead-letters.ts';
import { dropDeadLetter } from './drop-dead-letter.ts';
import { listJobs, type Scheduled } from './list-jobs.ts';
import { replayDeadLetter, replayDeadLetters } from './replay-dead-letters.ts';
import { runJob } from './run-job.ts';

export function jobRoutes(route: Route, schedule: readonly Scheduled[]): void {
  route(contract.listJobs, (ctx, input) => listJobs(ctx, input, schedule));
  route(contract.runJob, (ctx, input) => runJob(ctx, input, schedule));
  route(deadLetters.listDeadLetters, listDeadLetters);
  route(deadLetters.getDeadLetter, getDeadLetter);
  route(deadLetters.replayDeadLetter, replayDeadLetter);
  route(deadLetters.replayDeadLetters, replayDeadLetters);
  route(deadLetters.dropDeadLetter, dropDeadLetter);
}
