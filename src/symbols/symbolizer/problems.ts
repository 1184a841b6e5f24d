import * as l10n from '@vscode/l10n';
import { ElfError } from '../elf';
import type { FoundFunction, FunctionPlace } from '../names/findFunction';
import { messageOf } from '../../concurrency/messageOf';
import type { ImageFacts } from './imageFacts';

/** What stands in the way of names and lines, each with what to do next. */

export function unreadable(file: string, error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return l10n.t('{0} is not there. Build it, or correct the path of the symbol file.', file);
  if (error instanceof ElfError && error.fault === 'not-elf')
    return l10n.t(
      '{0} is not an ELF file. Use the file with symbols that it was made from (for Linux: vmlinux).',
      file,
    );
  if (error instanceof ElfError)
    return l10n.t('{0} cannot be read as an ELF file: {1}. Build it again.', file, error.message);
  return l10n.t('{0} cannot be read: {1}', file, messageOf(error));
}

export function incomplete(file: string, { hasSymbols, hasLines }: ImageFacts): string | undefined {
  if (!hasSymbols)
    return l10n.t('The symbols were stripped from {0}. Use the file from before that step.', file);
  if (!hasLines)
    return l10n.t(
      '{0} has function names but no line numbers. Build it with -g (for Linux: CONFIG_DEBUG_INFO).',
      file,
    );
  return undefined;
}

export function noTool(configured: string | undefined): string {
  return configured === undefined
    ? l10n.t(
        'Neither llvm-symbolizer nor addr2line was found in PATH, so there are no line numbers. Install llvm or binutils.',
      )
    : l10n.t(
        '{0} was not found, so there are no line numbers. Correct the setting of the symbolizer.',
        configured,
      );
}

/** Whether a problem is that no tool is here at all, which installing one mends. */
export function lacksAnyTool(problem: string): boolean {
  return problem === noTool(undefined);
}

export function noSectionTool(file: string): string {
  return l10n.t(
    'Line numbers in {0}, which is relocatable, need addr2line. Install binutils for the architecture of the guest.',
    file,
  );
}

export function toolFailed(program: string, file: string, error: Error): string {
  return l10n.t('{0} found no lines in {1}: {2}. Is the file complete?', program, file, error.message);
}

/** Why a function that the guest named has no place. */
export function notFound(
  file: string,
  { function: name, size }: FunctionPlace,
  found: Exclude<FoundFunction, { kind: 'found' }>,
): string {
  switch (found.kind) {
    case 'none':
      return l10n.t('{0} has no function {1}. Is it from the build that is running?', file, name);
    case 'other-size':
      return l10n.t(
        '{0} is a different build from the one that is running: {1} has {2} bytes there and {3} here. Use the file of the running build.',
        file,
        name,
        String(size ?? '?'),
        found.sizes.join(', '),
      );
    case 'ambiguous':
      return l10n.t('{0} has {1} functions {2}, and nothing tells them apart.', file, found.count, name);
  }
}

/** @param told What the guest says about its build. */
export function otherBuild(file: string, told: string, here: string): string {
  return l10n.t(
    '{0} is a different build from the one that is running: {1} there, {2} here. Use the file of the running build.',
    file,
    told,
    here,
  );
}
