import assert from 'node:assert/strict';
import { raceAbort } from '../../src/concurrency/abort';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { resolveRun } from '../../src/config/steps/resolveRun';
import type { WrittenStep } from '../../src/config/steps/runSchema';
import { validateRun } from '../../src/config/steps/validateRun';
import type { StepResult } from '../../src/harness/steps/stepRunner';
import { JudgedRun } from '../../src/harness/verdict/judgedRun';
import type { Machine } from '../../src/machine/machine';
import { LINUX_PROMPT, linuxX86 } from '../guests/guests';
import { bundle } from '../support/bundle';
import { MachineRoom } from '../support/machines';
import { guard } from '../support/until';

/** The step that is late: two seconds of what is told are its own. */
const BEGINS = 'login: ';

/** Hears of the moment in which it is known how the last step fails. */
type Listen = (machine: Machine, known: () => void) => void;

interface Failing {
  readonly what: string;
  readonly steps: readonly WrittenStep[];
  readonly kind: string;
  readonly message: RegExp;
  readonly listen: Listen;
}

const NEVER = { waitFor: 'what never comes', timeoutSeconds: 600 };

/** The console says a text. */
const said =
  (wanted: string): Listen =>
  (machine, known) => {
    let text = '';
    machine.ports[0]?.serial.onDidReceive((bytes) => {
      text = (text + Buffer.from(bytes).toString()).slice(-4096);
      if (text.includes(wanted)) known();
    });
  };

/** QEMU tells of an event. */
const told =
  (wanted: string, byGuest: boolean): Listen =>
  (machine, known) => {
    machine.onDidReceiveEvent(({ name, data }) => {
      if (name === wanted && data['guest'] === byGuest) known();
    });
  };

const FAILING: readonly Failing[] = [
  {
    what: 'a time-out of 2 s',
    steps: [{ waitFor: BEGINS, timeoutSeconds: 2 }],
    kind: 'stalled',
    message: /"login: ".* did not come within 2000 ms\. Nothing was received\.$/,
    listen: () => undefined,
  },
  {
    what: 'a wrong text',
    steps: [{ run: 'uname', expect: 'Windows' }],
    kind: 'failed',
    message: /^"Windows" is not in this text: "Linux\\n"/,
    listen: said('\nLinux\r\n'),
  },
  {
    what: 'the end of the machine',
    steps: [{ send: 'poweroff -f\r' }, NEVER],
    kind: 'incomplete',
    message: /did not come before the machine ended/,
    listen: told('SHUTDOWN', true),
  },
  {
    what: 'a reset',
    steps: [{ send: 'reboot -f\r' }, NEVER],
    kind: 'failed',
    message: /^The guest has reset itself\./,
    listen: told('RESET', true),
  },
];

describe('a step that fails on a Linux guest', function () {
  this.timeout(300_000);

  let room: MachineRoom;
  let threadFile: string;
  before(async () => {
    threadFile = `${await bundle({ testWorker: 'src/harness/reading/main.ts' })}/testWorker.js`;
  });
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const { what, steps, kind, message, listen } of FAILING)
    it(`${what} is told for what it is, soon after it is known`, async () => {
      const boot = { waitFor: LINUX_PROMPT, timeoutSeconds: 240 };
      const written = validateRun({ ...linuxX86(), steps: [boot, ...steps] });
      let run!: JudgedRun;
      // For a person to read: whether it is soon depends on what else this computer does.
      const label = `      ${what}`;
      let hasBegun = false;
      const begin = (): void => {
        if (!hasBegun) console.time(label);
        hasBegun = true;
      };
      const stepBegan = (title: string): void => {
        if (title.includes(BEGINS)) begin();
      };
      const stepEnded = ({ failure }: StepResult): void => {
        if (failure) console.timeLog(label, 'until the step fails');
      };
      const prepared = (machine: Machine): void => {
        run = new JudgedRun(machine, {
          plan: resolveRun(written, machine.config.serial),
          timeoutSeconds: 600,
          listener: { stepBegan, stepEnded, testEnded: () => undefined },
          reading: { tasks: room.tasks, threadFile, tellsOutput: false },
        });
        listen(machine, begin);
      };
      const config = resolveConfiguration(linuxX86());
      await room.registry.start(config, {}, { signal: guard(), prepared });
      // What is known ends the step at once: the steps that wait for ever do so for ten minutes.
      const outcome = await raceAbort(run.judge(room.tasks), guard());
      console.timeEnd(label);
      const failure = outcome.steps.at(-1)?.failure;
      assert.deepEqual([outcome.verdict.kind, failure?.field], [kind, `steps[${steps.length}]`]);
      assert.match(failure?.message ?? '', message);
    });
});
