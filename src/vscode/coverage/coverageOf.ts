import * as vscode from 'vscode';
import type { CoverageFound, CoverageOptions } from '../../api';
import type { Machine } from '../../machine/machine';
import { withToken } from '../editor/cancellation';
import type { Services } from '../services';
import { knownParts } from './fileCoverage';
import type { FollowedMachine, FollowedMachines } from './followedMachines';

/** What other extensions are told. @throws as `MachineCoverage.read` does; when the machine has no coverage. */
export async function coverageOf(
  { tasks }: Services,
  machines: FollowedMachines,
  machine: Machine,
  { since = 1, token }: CoverageOptions = {},
): Promise<CoverageFound> {
  const one = followed(machines, machine);
  const { files, remarks } = await withToken(token, tasks.signal, (signal) => one.read(signal));
  return {
    remarks,
    files: files.map((file) => ({
      path: file.path,
      isHere: file.isHere,
      ...knownParts(file, (firstRun) => firstRun >= since),
    })),
  };
}

/** @throws when a machine has no coverage, or it is no longer kept. */
export function followed(machines: FollowedMachines, machine: Machine): FollowedMachine {
  const found = machines.of(machine);
  if (found) return found;
  const text = machine.config.coverage
    ? vscode.l10n.t('The coverage of {0} is no longer kept: another machine has been started.', machine.name)
    : vscode.l10n.t('{0} was started without "coverage": true.', machine.name);
  throw new Error(text);
}
