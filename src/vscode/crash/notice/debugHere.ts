import * as vscode from 'vscode';
import { crashedCpu } from '../../../machine/crash/crashedCpu';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import type { Services } from '../../services';
import { withCrashedCpu } from '../../sessions/crashedCpuIn';
import type { Guest } from '../../sessions/guest';
import { stopOn } from '../../sessions/showProcessor';
import type { SymbolService } from '../symbolService';

/**
 * Stops a machine that has crashed in a debugger, on the processor that crashed if the report names it. What is not
 * stopped by then runs on in its handler of panics.
 * @throws what can be shown.
 */
export async function debugHere(
  { debugging }: Services,
  { machine, session }: Guest,
  { report }: ResolvedReport,
  symbols: SymbolService,
): Promise<void> {
  if (!machine) {
    // The session that is attached to it is the only one that it can have.
    if (session) await stopOn(session, crashedCpu(report), undefined);
    return;
  }
  if (machine.state === 'stopped' || machine.state === 'stopping')
    throw new Error(
      vscode.l10n.t(
        'The machine "{0}" has ended since its crash, so there is nothing to debug. Start it with F5 and let it crash again.',
        machine.name,
      ),
    );
  const debugged = debugging.of(machine);
  if (debugged) {
    await stopOn(debugged, crashedCpu(report), machine);
    return;
  }
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
  await vscode.debug.startDebugging(undefined, withCrashedCpu(attach, crashedCpu(report)));
}
