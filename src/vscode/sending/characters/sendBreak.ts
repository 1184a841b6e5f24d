import type { Services } from '../../services';
import { pickTarget } from '../target';

/** "QEMU: Send BREAK": what Linux takes for SysRq on a serial console. */
export async function sendBreak(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args);
  if (target) await target.machine.sendBreak(target.port);
}
