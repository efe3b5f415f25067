import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely';
import type { Database } from '../src/db/database.ts';

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
}
export interface ExplainedQuery {
  readonly sql: string;
  readonly milliseconds: number;
  /** Every node of the plan, from the top. */
  readonly nodes: readonly PlanNode[];
}

/** Runs `work` on the database and explains every query it sent, with the very same parameters. */
export async function explain(
  database: Database,
  work: (recorded: Database) => Promise<unknown>,
): Promise<ExplainedQuery[]> {
  const sent: CompiledQuery[] = [];
  const recorder: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      // Raw SQL comes as a fragment of its own type; the compiler takes both.
      sent.push(database.db.getExecutor().compileQuery(node as RootOperationNode, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work({
    ...database,
    db: database.db.withPlugin(recorder),
    scoped: (scope) => database.scoped(scope).withPlugin(recorder),
  });
  const explained: ExplainedQuery[] = [];
  for (const query of sent) {
    const text = `explain (analyze, format json, timing off) ${query.sql}`;
    const { rows } = await database.db.executeQuery<{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }>(
      CompiledQuery.raw(text, [...query.parameters]),
    );
    const [answer] = rows[0]?.['QUERY PLAN'] ?? [];
    if (answer === undefined) throw new Error('No plan came back.');
    explained.push({ sql: query.sql, milliseconds: answer['Execution Time'], nodes: nodesOf(answer.Plan) });
  }
  return explained;
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
