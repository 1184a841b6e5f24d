import type { ResolvedSerial } from '../../config/resolved';
import type { Step } from '../../config/steps/resolvedRun';
import { resolveRun } from '../../config/steps/resolveRun';
import type { RunConfiguration, WrittenStep } from '../../config/steps/runSchema';
import { validateRun } from '../../config/steps/validateRun';

/**
 * Checks steps for a machine that runs, and decides what they leave open.
 * @param serial The machine's ports.
 * @throws {ConfigurationError} that names every wrong field.
 */
export function planSteps(
  steps: readonly WrittenStep[],
  serial: readonly ResolvedSerial[],
  stepLists: RunConfiguration['stepLists'] = {},
): readonly Step[] {
  // Rules about steps name ports, so the machine's have to be there.
  const ports = serial.map(({ name, device }) => ({ name, ...(device === 'none' && { device }) }));
  const written = { type: 'qemu', serial: ports, steps: [...steps], stepLists };
  return resolveRun(validateRun(written), serial).steps;
}
