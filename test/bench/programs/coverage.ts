/** From Launch to a guest's prompt, without and with coverage, in turns within one process. */
import { resolveConfiguration } from '../../../src/config/resolve/resolveConfiguration';
import { MachineCoverage } from '../../../src/harness/coverage/machineCoverage';
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { virtioFlood } from '../floods/virtio';
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

  const boot = async (coverage: boolean): Promise<number> => {
    const begin = performance.now();
    let reader: MachineCoverage | undefined;
    const machine = await room.registry.start(
      resolveConfiguration({ ...config, coverage }),
      {},
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

  const pairs: { readonly plainMs: number; readonly coveredMs: number }[] = [];
  for (let turn = 0; turn < turns; turn++)
    pairs.push({ plainMs: await boot(false), coveredMs: await boot(true) });
  await room.close();
  return { turns: pairs };
});
