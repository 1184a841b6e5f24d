import { closeSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import type { CoveredFile } from '../../coverage/coverage';
import { cobertura } from '../../coverage/export/cobertura';
import { lcov } from '../../coverage/export/lcov';
import type { RunOutcome } from '../../harness/verdict/judgedRun';
import { makeFolder } from '../../machine/directory/makeFolder';
import type { RunOrder } from '../commandLine';
import { UsageError } from '../usage';
import { jsonPieces } from './jsonPieces';
import { junit, type JUnitRun } from './junit';

/** What of a run is written; less of one that came to nothing. */
type Written = JUnitRun & Partial<Pick<RunOutcome, 'summary' | 'end'>>;

/** The console is kept up to this many bytes; a guest need never stop. */
const MOST_CONSOLE_BYTES = 256_000_000;

/** Of a file that is made of pieces, written at once; in characters. */
const BLOCK = 65_536;

type Places = Pick<RunOrder, 'junit' | 'lcov' | 'cobertura' | 'log'>;

const CRASH = /^crash-\d+\.md$/;

/**
 * What a run leaves behind. All files are made before it starts, and crashes of an earlier run removed: a result of that must
 * not be taken for this one's, and a folder that cannot be written is told before anybody has waited.
 */
export class RunFiles {
  private readonly log: number | undefined;
  private readonly result: number | undefined;
  private readonly xml: number | undefined;
  private readonly lcov: number | undefined;
  private readonly cobertura: number | undefined;
  private room = MOST_CONSOLE_BYTES;
  private problem: unknown;

  /** @throws {UsageError} when one cannot be made. */
  static async open(order: Places): Promise<RunFiles> {
    const { log } = order;
    if (log !== undefined)
      await makeFolder(log).catch((error: unknown) => {
        throw unwritable(log, error);
      });
    return new RunFiles(order);
  }

  private constructor(private readonly order: Places) {
    const { junit: xml, lcov, cobertura, log } = order;
    if (log !== undefined) {
      made(log, () => {
        for (const name of readdirSync(log)) if (CRASH.test(name)) rmSync(join(log, name));
      });
      this.log = opened(join(log, 'console.log'));
      this.result = opened(join(log, 'result.json'));
    }
    if (xml !== undefined) this.xml = opened(xml);
    if (lcov !== undefined) this.lcov = opened(lcov);
    if (cobertura !== undefined) this.cobertura = opened(cobertura);
  }

  /** Takes a line of the transcript, with its line feed. What goes wrong is told by `finish`. */
  console(line: string): void {
    if (this.log === undefined || this.problem !== undefined || this.room <= 0) return;
    try {
      writeFileSync(this.log, line);
      this.room -= Buffer.byteLength(line);
      if (this.room <= 0) writeFileSync(this.log, `${l10n.t('More is not kept.')}\n`);
    } catch (error) {
      this.problem = error;
    }
  }

  /** Takes a crash as Markdown. @param number Counted from 1. @throws {UsageError} when it cannot be written. */
  crash(number: number, text: string): void {
    if (this.order.log === undefined) return;
    const path = join(this.order.log, `crash-${number}.md`);
    const file = opened(path);
    try {
      made(path, () => writeFileSync(file, text));
    } finally {
      closeSync(file);
    }
  }

  /** Takes what has run. @throws {UsageError} when it cannot be written. */
  coverage(covered: readonly CoveredFile[]): void {
    const { lcov: tracefile = '', cobertura: xml = '' } = this.order;
    write(this.lcov, tracefile, lcov(covered));
    write(this.cobertura, xml, cobertura(covered, { root: process.cwd(), time: Date.now() }));
  }

  /** Writes the results. @throws {UsageError} when one of the files could not be written: the run proves nothing then. */
  finish(name: string, outcome: Written): void {
    const { log = '', junit: path = '' } = this.order;
    if (this.problem !== undefined) throw unwritable(join(log, 'console.log'), this.problem);
    write(this.xml, path, junit(name, outcome));
    // The last one: it must not tell of a pass when the others could not be written.
    write(this.result, join(log, 'result.json'), resultPieces(outcome));
  }

  /**
   * Writes why there are no results: who reads the files must not find them empty. What goes wrong is less than that.
   * @param kind `cancelled` when somebody broke the run off.
   */
  broken(name: string, kind: 'cancelled' | 'notStarted', reason: string): void {
    try {
      this.finish(name, { verdict: { kind, reasons: [reason] }, steps: [], tests: [], durationMs: 0 });
    } catch {
      return;
    }
  }

  close(): void {
    for (const file of [this.log, this.result, this.xml, this.lcov, this.cobertura])
      if (file !== undefined) closeSync(file);
  }
}

function* resultPieces(outcome: Written): Generator<string> {
  yield* jsonPieces(resultOf(outcome));
  yield '\n';
}

function resultOf(outcome: Written): object {
  const { verdict, steps, tests, earlierTests = [], summary, end, durationMs } = outcome;
  const { kind, reasons } = verdict;
  const earlier = verdict.earlier?.map((one, index) => ({
    verdict: one.kind,
    reasons: one.reasons,
    tests: earlierTests[index],
  }));
  return { verdict: kind, reasons, earlier, durationMs, end, steps, summary, tests };
}

/** @param file The descriptor of `path`; nothing is written without one. */
function write(file: number | undefined, path: string, pieces: Iterable<string>): void {
  if (file === undefined) return;
  made(path, () => {
    for (const block of inBlocks(pieces)) writeFileSync(file, block);
  });
}

/** Joins pieces, most of which are a few words, to what is worth a write. */
function* inBlocks(pieces: Iterable<string>): Generator<string> {
  let block = '';
  for (const piece of pieces) {
    block += piece;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}

const opened = (path: string): number => made(path, () => openSync(path, 'w'));

function made<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): UsageError {
  return new UsageError(
    l10n.t('{0} cannot be written: {1}.', path, messageOf(error)),
    l10n.t('Name a place that you can write to.'),
  );
}
