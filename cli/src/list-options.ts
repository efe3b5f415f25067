import { type Command, Option } from 'commander';
import { parseWhole } from './duration.ts';
import { type ListFormat, listFormats, type RecordFormat, recordFormats } from './output.ts';

export interface ListOptions {
  query?: string;
  limit?: number;
  format: ListFormat;
}

export interface RecordOptions {
  format: RecordFormat;
}

/** The options that every list has. */
export function withListOptions(command: Command): Command {
  return command
    .option('--query <query>', 'filters and sort as in the URL, e.g. "tag=prod&sort=name"')
    .option('--limit <n>', 'most rows; 0 for all (a table stops at 200)', parseWhole(0))
    .addOption(new Option('--format <format>', 'how to print').choices(listFormats).default('table'));
}

/** The options of a command that prints one object. */
export function withRecordOptions(command: Command): Command {
  return command.addOption(new Option('--format <format>', 'how to print').choices(recordFormats).default('table'));
}
