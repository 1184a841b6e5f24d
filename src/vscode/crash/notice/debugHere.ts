import * as vscode from 'vscode';
import { crashedCpu } from '../../../machine/crash/crashedCpu';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import type { Machine } from '../../../machine/machine';
import type { Services } from '../../services';
import { withCrashedCpu } from '../../sessions/crashedCpuIn';
import type { Guest } from '../../sessions/guest';
import { stopOn } from '../../sessions/showProcessor';
import type { SymbolService } from '../../symbols/symbolService';

/**
 * Stops a guest that has crashed in a debugger, on the processor that crashed if the report names it. What is not
 * stopped by then runs on in its handler of panics.
 * @throws what can be shown.
 */
export async function debugHere(
  { debugging }: Services,
  guest: Guest,
  { report }: ResolvedReport,
  symbols: SymbolService,
): Promise<void> {
  const processor = crashedCpu(report);
  const { machine } = guest;
  const session = sessionOf(guest, debugging);
  if (session) await stopOn(session, processor, machine);
  else if (machine) await attachTo(machine, processor, symbols);
}

/** @throws when the guest has ended, or cannot be reached any more. */
function sessionOf(
  { name, machine, session }: Guest,
  debugging: Services['debugging'],
): vscode.DebugSession | undefined {
  // The session that is attached to another QEMU is the only one that it can have.
  if (!machine && session && !debugging.has(session))
    throw new Error(
      vscode.l10n.t('The debug session of "{0}" has ended since the crash. Attach to its QEMU again.', name),
    );
  if (machine?.state === 'stopped' || machine?.state === 'stopping')
    throw new Error(
      vscode.l10n.t(
        'The machine "{0}" has ended since its crash, so there is nothing to debug. Start it with F5 and let it crash again.',
        name,
      ),
    );
  return machine ? debugging.of(machine) : session;
}

async function attachTo(
  machine: Machine,
  processor: number | undefined,
  symbols: SymbolService,
): Promise<void> {
  // A session leaves a machine as it has found it: one that runs would be let go on.
  if (machine.state === 'running') await machine.pause();
  const { program, symbolFiles, sourceMap } = await symbols.debuggerFiles(machine);
  const attach = {
    type: 'qemu',
    request: 'attach',
    name: machine.name,
    machine: machine.id,
    ...(program !== undefined && { program }),
    ...(symbolFiles && { symbolFiles }),
    ...(sourceMap && { sourceMap }),
  };
  await vscode.debug.startDebugging(undefined, withCrashedCpu(attach, processor));
}
