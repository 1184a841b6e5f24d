import * as vscode from 'vscode';
import { shellText } from '../../machine/command/shellText';
import type { RunStore } from '../../machine/runs/runStore';
import { pickMachine } from '../commands/pickMachine';
import type { Services } from '../services';
import { pickRun } from './runs/pickRun';

/** "QEMU: Copy Command Line" of a machine or a run, as a Unix shell takes it. */
export async function copyCommandLine(
  services: Services,
  runs: RunStore,
  argument: unknown,
): Promise<unknown> {
  const isRun = typeof argument === 'object' && argument !== null && 'run' in argument;
  const from = isRun ? await pickRun(runs, argument) : await pickMachine(services, argument);
  if (from) await vscode.env.clipboard.writeText(shellText(from.commandLine));
  return undefined;
}
