import { deliverChannels } from './channels/deliver-channels.ts';
import type { Config } from './config.ts';
import type { Log } from './context.ts';
import type { Running } from './lifecycle.ts';
import type { Smtp } from './mail/transport.ts';
import { describeForChannel } from './messages/describe-for-channel.ts';
import { tellNews } from './messages/tell-news.ts';
import { createOutgoing } from './outgoing/outgoing.ts';
import { repeat } from './repeat.ts';
import type { JobTools } from './schedule.ts';
import { version } from './version.ts';
import { startWorker } from './worker.ts';

/** Begins everything that nobody asks for over HTTP: jobs and their schedule, fetching, the inbox. */
export async function startBackground(running: Running, publicUrl: string): Promise<void> {
  const { config, logger, storage, engine, stopping, onStop } = running;
  const { telemetry } = engine;
  const { db } = storage.database;
  const smtp = await smtpOf(config, logger);
  const { startFeeds } = await import('./feeds/fetch-loop.ts');
  if (stopping.aborted) return;
  onStop(engine.startDraining());
  const press = { publicUrl, secretKey: storage.secretKeys[0] ?? '' };
  const tools: JobTools = { smtp, telemetry, press, outgoing: createOutgoing(), describe: describeForChannel };
  const worker = startWorker({ db, queue: storage.jobs, log: logger, tools });
  onStop(() => worker.stop());
  const often = { db, log: logger };
  onStop(repeat({ ...often, name: 'tell-news', work: (ctx, signal) => tellNews(ctx, press, signal) }));
  const delivering = { ...tools, publicUrl: () => publicUrl };
  onStop(
    repeat({
      ...often,
      name: 'deliver-channels',
      work: (ctx, signal) => deliverChannels(ctx, { ...delivering, signal }),
    }),
  );
  if (config.feeds === undefined) return;
  const userAgent = `Patchlight/${version} (+${publicUrl})`;
  onStop(startFeeds({ db, log: logger, telemetry, addresses: config.feeds, userAgent }));
}

async function smtpOf({ smtp }: Config, logger: Log): Promise<Smtp | undefined> {
  if (smtp !== undefined) return (await import('./mail/transport.ts')).createSmtp(smtp.url, smtp.from);
  logger.info({}, 'SMTP_URL is not set: mails stay in the outbox');
  return undefined;
}
