/**
 * From Launch to a guest's prompt: without coverage, with it, and with what the Test Explorer's profile asks for besides, which tells
 * whose code is whose by what the guest gives its UARTs. In turns within one process.
 */
import { resolveConfiguration } from '../../../src/config/resolve/resolveConfiguration';
import { MachineCoverage } from '../../../src/harness/coverage/machineCoverage';
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { virtioFlood } from '../floods/virtio';
import type { CoverageRound } from '../report/rounds';
import { COVERAGE_FILE } from '../support/paths';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';

interface CoverageOptions {
  readonly guest: 'sample' | 'linux';
  readonly turns: number;
}

const LIMIT_MS = 120_000;

program(async ({ guest, turns }: CoverageOptions) => {
  const room = new BenchRoom();
  const [config, prompt] =
    guest === 'sample' ? [SAMPLE_MACHINE, '\r\n> '] : [virtioFlood().config, 'bench: ready'];

  const boot = async (coverage: boolean, tracesOutput = false): Promise<number> => {
    const begin = performance.now();
    let reader: MachineCoverage | undefined;
    const machine = await room.registry.start(
      resolveConfiguration({ ...config, coverage }),
      { tracesOutput },
      {
        signal: room.tasks.signal,
        prepared: (made) => {
          // As in the editor and on the command line, crashes are looked for in both.
          made.onDidFindCrash(() => undefined);
          if (coverage) reader = new MachineCoverage(made, COVERAGE_FILE, room.tasks);
        },
      },
    );
    await machine.ports[0]?.serial.waitFor(prompt, { timeoutMs: LIMIT_MS }, room.tasks.signal);
    const time = performance.now() - begin;
    await machine.stop({ skipPowerdown: true });
    await reader?.stop();
    return time;
  };

  const rounds: CoverageRound[] = [];
  for (let turn = 0; turn < turns; turn++)
    rounds.push({
      plainMs: await boot(false),
      coveredMs: await boot(true),
      tracedMs: await boot(true, true),
    });
  await room.close();
  return { turns: rounds };
});
