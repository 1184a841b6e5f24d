import type { Machine } from '../machine/machine';
import type { Completion } from './complete';
import { complete } from './complete';
import { MachineNames, type MonitorAccess } from './names';

/** A machine as the monitor sees it: lines in, text out; and the CPU that those lines are about. */
export class MachineMonitor {
  private readonly names: MachineNames;
  /** The monitor over QMP forgets `cpu N` at once, so it is remembered here and sent with each line. */
  private cpu: number | undefined;

  constructor(private readonly machine: Pick<Machine, 'hmp' | 'qmp'>) {
    const access: MonitorAccess = {
      hmp: (line, signal) => machine.hmp(line, signal),
      qmp: (command, args, signal) => machine.qmp(command, args, { signal }),
    };
    this.names = new MachineNames(access);
  }

  /** Runs one line. Failures that the monitor itself tells of are text, too. */
  async run(line: string, signal: AbortSignal): Promise<string> {
    const chosen = /^\s*cpu\s+(\d+)\s*$/.exec(line)?.[1];
    const answer = await this.send(line, signal);
    if (chosen !== undefined && answer.trim() === '') this.cpu = Number(chosen);
    return answer;
  }

  complete(line: string, signal: AbortSignal): Promise<Completion> {
    return complete(line, this.names, signal);
  }

  private async send(line: string, signal: AbortSignal): Promise<string> {
    if (this.cpu === undefined) return await this.machine.hmp(line, signal);
    const args = { 'command-line': line, 'cpu-index': this.cpu };
    return String(await this.machine.qmp('human-monitor-command', args, { signal }));
  }
}
