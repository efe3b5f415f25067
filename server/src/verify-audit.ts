import { verifyAuditLog } from './audit/verify-audit-log.ts';
import type { Ctx } from './context.ts';

interface Output {
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

const progressEveryMs = 2000;

/** `bin/patchlight audit verify`: findings on standard output, progress on the other. Returns 0 intact, 1 with findings. */
export async function verifyAudit(ctx: Ctx, { print, warn }: Output): Promise<number> {
  let told = Date.now();
  const result = await verifyAuditLog(ctx, {
    checked(rows) {
      if (Date.now() - told < progressEveryMs) return;
      told = Date.now();
      warn(`${rows} rows checked …`);
    },
  });
  for (const finding of result.findings) print(finding);
  const { rows, oldest } = result.unsealed;
  if (rows > 0) print(`${rows} rows are not sealed yet, the oldest of ${oldest}.`);
  if (result.head !== null) print(`Last seal: ${result.head}`);
  const checked = `${result.rows} rows in ${result.seals} seals`;
  print(
    result.findings.length === 0
      ? `The audit log is intact: ${checked}.`
      : `The audit log was tampered with: ${result.findings.length} findings in ${checked}.`,
  );
  return result.findings.length === 0 ? 0 : 1;
}
