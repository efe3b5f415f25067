import type { Ctx } from '../context.ts';
import { forbidden } from '../errors.ts';
import { requireTarget, type Target } from '../users/target.ts';

/** The person that the caller is; of others, even where they may be seen, what they are told of is theirs. */
export async function requireOneself(ctx: Ctx, uuid: string): Promise<Target> {
  const target = await requireTarget(ctx, uuid);
  if (ctx.actor.type !== 'user' || ctx.actor.id !== target.id)
    throw forbidden('What somebody is told of is seen by themselves.');
  return target;
}
