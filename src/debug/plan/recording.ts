import * as l10n from '@vscode/l10n';
import { access, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LaunchConfiguration } from '../../config/debug/debugSchema';
import type { ResolvedConfiguration } from '../../config/resolved';
import { escapeCommas } from '../../config/options/list';
import { makeFolder } from '../../machine/directory/makeFolder';
import { emptyQcow2 } from './qcow2';

/** A 16550 without its FIFO loses what comes faster while QEMU records; measured. In milliseconds. */
const CHARACTER_DELAY_MS = 5;

export type RecordMode = 'record' | 'replay';

/** Which of the two a configuration asks for, and the file. */
export function recordingOf(
  config: Pick<LaunchConfiguration, RecordMode>,
): { readonly mode: RecordMode; readonly file: string } | undefined {
  if (config.record !== undefined) return { mode: 'record', file: config.record };
  return config.replay === undefined ? undefined : { mode: 'replay', file: config.replay };
}

/** Machine snapshots are kept beside the recording: going back in time starts from one. */
function snapshotsOf(file: string): string {
  return `${file}.qcow2`;
}

/**
 * Makes ready what QEMU needs beside its arguments: for a recording a place for snapshots, for a replay what was
 * recorded.
 * @throws when there is no such recording, or no place for one.
 */
export async function prepareRecording(config: Pick<LaunchConfiguration, RecordMode>): Promise<void> {
  const recording = recordingOf(config);
  if (recording?.mode === 'record') {
    await makeFolder(dirname(recording.file));
    await writeFile(snapshotsOf(recording.file), emptyQcow2());
  } else if (recording) {
    for (const file of [recording.file, snapshotsOf(recording.file)]) await mustExist(file);
    await mustBeComplete(recording.file);
  }
}

/** QEMU's arguments for recording and replaying (docs/devel/replay). */
export function recordingArguments(
  config: Pick<LaunchConfiguration, RecordMode>,
  arch: string | undefined,
): string[] {
  const recording = recordingOf(config);
  if (!recording) return [];
  const file = escapeCommas(recording.file);
  const mode = recording.mode;
  return [
    ...['-icount', `shift=auto,rr=${mode},rrfile=${file},rrsnapshot=init`],
    ...['-drive', `file=${escapeCommas(snapshotsOf(recording.file))},if=none,id=qsd-snapshots,format=qcow2`],
    // Going back resets the machine, and resetting the virtual APIC waits for a processor that waits for the replay:
    // QEMU 7.2 then hangs for ever.
    ...(arch === 'x86_64' || arch === 'i386' ? ['-global', 'apic-common.vapic=off'] : []),
  ];
}

/** A machine whose run can be recorded: nothing that comes unrecorded from outside, and no typing that is too fast. */
export function recordable(machine: ResolvedConfiguration, mode: RecordMode): ResolvedConfiguration {
  const serial = machine.serial.map((port) => ({
    ...port,
    characterDelayMs: Math.max(port.characterDelayMs, CHARACTER_DELAY_MS),
  }));
  return { ...machine, network: 'none', ...(mode === 'record' && { serial }) };
}

async function mustExist(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    throw new Error(l10n.t('replay: {0} does not exist. A launch with "record" makes it.', file), {
      cause: error,
    });
  }
}

/** QEMU writes its version to the start of a recording at the end (replay_finish): before that there are zeros. */
async function mustBeComplete(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 4 && buffer.some((byte) => byte !== 0)) return;
  } finally {
    await file.close();
  }
  throw new Error(
    l10n.t('replay: {0} is not complete. QEMU was killed while it recorded: record it again.', path),
  );
}
