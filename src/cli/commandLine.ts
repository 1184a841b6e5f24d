import { parseArgs } from 'node:util';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../concurrency/messageOf';
import { UsageError } from './usage';

/** What the person asks for. */
export type Command =
  | { readonly command: 'help' }
  | {
      readonly command: 'report';
      readonly json: boolean;
      /** Paths of ELF files, or of folders with such files. */
      readonly programs: readonly string[];
      /** Paths; `-` is standard input. */
      readonly logs: readonly string[];
    };

/**
 * @param args What follows the name of the program.
 * @throws {UsageError}
 */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help) return { command: 'help' };
  const [command, ...logs] = positionals;
  if (command !== 'report')
    throw wrong(
      command === undefined
        ? l10n.t('No command was given.')
        : l10n.t('There is no command {0}; the only one is report.', command),
    );
  if (logs.length === 0) throw wrong(l10n.t('No log was given.'));
  if (logs.indexOf('-') !== logs.lastIndexOf('-'))
    throw wrong(l10n.t('Standard input (-) can be read only once.'));
  return { command, json: values.json, programs: values.program, logs };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        program: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw wrong(messageOf(error));
  }
}

function wrong(message: string): UsageError {
  return new UsageError(message, l10n.t('--help says what can be given.'));
}
