import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
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
    }
  | ({ readonly command: 'run' } & RunOrder);

/** One run of a machine. */
export interface RunOrder {
  /** The path of a tasks.json, a launch.json, or a file with one configuration. */
  readonly file: string;
  /** Which configuration of the file. */
  readonly name?: string;
  /** The list of `stepLists` that is taken in place of its own steps. */
  readonly steps?: string;
  /** Where results go as JUnit's XML. */
  readonly junit?: string;
  /** Where the lines that have run go, as LCOV's tracefile and as Cobertura's XML. */
  readonly lcov?: string;
  readonly cobertura?: string;
  /** The folder for the console, the crashes and the result. */
  readonly log?: string;
  /** For all of it. */
  readonly timeoutSeconds: number;
}

/** An hour: nobody waits for a run that hangs, and none may hang for ever. */
const RUN_SECONDS = 3600;
const LONGEST_RUN_SECONDS = 86_400;

/**
 * @param args What follows the name of the program.
 * @throws {UsageError}
 */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help) return { command: 'help' };
  const [command, ...files] = positionals;
  switch (command) {
    case 'report':
      return reportCommand(files, values);
    case 'run':
      return { command, ...runOrder(files, values) };
    case undefined:
      throw wrong(l10n.t('No command was given.'));
    default:
      throw wrong(l10n.t('There is no command {0}; there are report and run.', command));
  }
}

type Values = ReturnType<typeof parsed>['values'];

function reportCommand(logs: readonly string[], values: Values): Command {
  for (const option of ['name', 'steps', 'junit', 'lcov', 'cobertura', 'log', 'timeout'] as const)
    if (values[option] !== undefined) throw wrong(l10n.t('--{0} is not for {1}.', option, 'report'));
  if (logs.length === 0) throw wrong(l10n.t('No log was given.'));
  if (logs.indexOf('-') !== logs.lastIndexOf('-'))
    throw wrong(l10n.t('Standard input (-) can be read only once.'));
  return { command: 'report', json: values.json, programs: values.program, logs };
}

function runOrder([file, more]: readonly string[], values: Values): RunOrder {
  if (values.json) throw wrong(l10n.t('--{0} is not for {1}.', 'json', 'run'));
  if (values.program.length > 0) throw wrong(l10n.t('--{0} is not for {1}.', 'program', 'run'));
  if (file === undefined) throw wrong(l10n.t('No configuration was given.'));
  if (more !== undefined) throw wrong(l10n.t('{0} is one too many: a run has one configuration.', more));
  const { name, steps, junit, lcov, cobertura, log, timeout } = values;
  const timeoutSeconds = timeout === undefined ? RUN_SECONDS : Number(timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= LONGEST_RUN_SECONDS))
    throw wrong(l10n.t('--timeout takes seconds, {0} at most.', LONGEST_RUN_SECONDS));
  if ([junit, lcov, cobertura].some((path) => path !== undefined && resolve(path) === resolve(file)))
    throw wrong(l10n.t('{0} would be overwritten.', file));
  return {
    file,
    timeoutSeconds,
    ...(name !== undefined && { name }),
    ...(steps !== undefined && { steps }),
    ...(junit !== undefined && { junit }),
    ...(lcov !== undefined && { lcov }),
    ...(cobertura !== undefined && { cobertura }),
    ...(log !== undefined && { log }),
  };
}

const OPTIONS = {
  json: { type: 'boolean', default: false },
  program: { type: 'string', multiple: true, default: [] },
  name: { type: 'string' },
  steps: { type: 'string' },
  junit: { type: 'string' },
  lcov: { type: 'string' },
  cobertura: { type: 'string' },
  log: { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Whether a run is meant, also where the rest of the command line is wrong: its exit codes are its own. */
export function isForRun(args: readonly string[]): boolean {
  const config = { args: [...args], allowPositionals: true, options: OPTIONS, strict: false };
  return parseArgs(config).positionals[0] === 'run';
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw wrong(messageOf(error));
  }
}

function wrong(message: string): UsageError {
  return new UsageError(message, l10n.t('--help says what can be given.'));
}
