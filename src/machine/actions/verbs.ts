import * as l10n from '@vscode/l10n';
import type { Verb } from '../../config/types';
import type { Machine } from '../machine';
import type { SavedFiles } from './savedFiles';

/** Writing all of a guest's memory takes seconds for each GB on a slow disk, in milliseconds. */
const SAVE_LIMIT_MS = 600_000;

/** Whose verbs they are. */
export interface VerbContext {
  /** The field that asks for them. */
  readonly field: string;
  readonly machine: Pick<Machine, 'pause' | 'qmp' | 'stop'>;
  readonly files: SavedFiles;
  /** Tells the person outside of the terminal. */
  readonly notify: () => void;
  readonly signal: AbortSignal;
}

/**
 * Does one of the things that a configuration can ask a machine to do by itself.
 * @returns what was done, a clause; empty for what is seen anyway.
 * @throws why it could not be done.
 */
export async function doVerb(
  verb: Verb,
  { field, machine, files, notify, signal }: VerbContext,
): Promise<string> {
  switch (verb) {
    case 'pause':
      await machine.pause();
      return l10n.t('the guest was paused');
    case 'screenshot': {
      const filename = await files.next('png');
      await machine.qmp('screendump', { filename, format: 'png' }, { signal });
      return l10n.t('the screen was saved in {0}', filename);
    }
    case 'dumpMemory': {
      const path = await files.next('elf');
      const dump = { paging: false, protocol: `file:${path}` };
      await machine.qmp('dump-guest-memory', dump, { signal, timeoutMs: SAVE_LIMIT_MS });
      return l10n.t('the memory was saved in {0}', path);
    }
    case 'snapshot':
      return await saveSnapshot(machine, files.nextName(), signal);
    case 'stop':
      // Nobody waits: what runs here belongs to the machine, and its end waits for that. A guest that has crashed hears no button.
      void machine.stop({ skipPowerdown: true, reason: field });
      return l10n.t('the machine was told to stop');
    case 'notify':
      notify();
      return '';
  }
}

/** The human monitor finds the disks itself; QMP would have to be told their names. */
async function saveSnapshot(
  machine: Pick<Machine, 'qmp'>,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const line = { 'command-line': `savevm ${name}` };
  const answer = await machine.qmp('human-monitor-command', line, { signal, timeoutMs: SAVE_LIMIT_MS });
  // It prints nothing but errors.
  const complaint = String(answer)
    .trim()
    .replace(/^Error: /, '');
  if (complaint !== '') throw new Error(complaint);
  return l10n.t('the snapshot {0} was saved', name);
}
