import { join } from 'node:path';
import { TaskGroup } from '../../concurrency/taskGroup';
import { MachineCoverage, type MachineRan } from '../../harness/coverage/machineCoverage';
import { JudgedRun, type RunOutcome } from '../../harness/verdict/judgedRun';
import type { LogRecord } from '../../log/record';
import { followActions } from '../../machine/actions/ownActions';
import type { Machine } from '../../machine/machine';
import type { RunOrder } from '../commandLine';
import { readConfiguration } from './configurationFile';
import { coverageText } from './coverageText';
import { crashTexts } from './crashTexts';
import { EXIT_CODES } from './exitCodes';
import { LiveConsole } from './liveConsole';
import { machineRoom } from './machineRoom';
import { prepareRun, type PreparedRun } from './prepareRun';
import { RunFiles } from './runFiles';
import { runSymbols } from './runSymbols';
import { stalledCpus } from './stalledCpus';
import { Transcript } from './transcript';
import { verdictText } from './verdictText';

/** How long a machine may take to end when the run is broken off, in milliseconds: its group gives up after 10 s. */
const STOP_MS = 8000;

/** What a run is given by the program that it is in. */
interface RunProgram {
  /** Takes a line with its line feed. */
  readonly print: (line: string) => void;
  /** The folder that has the other programs: the serial worker's, the guard's. */
  readonly programs: string;
  /** Breaks the run off when it closes. */
  readonly tasks: TaskGroup;
}

/**
 * What `run` does: starts a machine, prints its console, and judges what it does.
 * @returns the exit code.
 * @throws {UsageError}, {ConfigurationError}, {StartError}: all say what to do. `signal.reason` of the group.
 */
export async function runCommand(order: RunOrder, { print, programs, tasks }: RunProgram): Promise<number> {
  const prepared = withCoverage(prepareRun(await readConfiguration(order.file, order.name)), order);
  const files = new RunFiles(order);
  try {
    const transcript = new Transcript((line) => {
      print(line);
      files.console(line);
    });
    const { machine, outcome, ran } = await runMachine(prepared, { order, programs, transcript, tasks });
    const crashes = await crashTexts(machine, outcome, tasks);
    for (const [index, { lines, markdown }] of crashes.entries()) {
      transcript.note(lines.join('\n'));
      files.crash(index + 1, markdown);
    }
    if (ran) {
      for (const line of coverageText(ran)) transcript.note(line);
      files.coverage(ran.files);
    }
    transcript.note(outcome.end.summary);
    transcript.note(verdictText(outcome.verdict));
    files.finish(machine.name, outcome);
    return EXIT_CODES[outcome.verdict.kind];
  } finally {
    files.close();
  }
}

interface Surroundings extends Omit<RunProgram, 'print'> {
  readonly order: Pick<RunOrder, 'timeoutSeconds'>;
  readonly transcript: Transcript;
}

/** Who wants a file of it wants it. */
function withCoverage({ config, plan }: PreparedRun, { lcov, cobertura }: RunOrder): PreparedRun {
  const coverage = config.coverage || lcov !== undefined || cobertura !== undefined;
  return { config: { ...config, coverage }, plan };
}

interface MachineRun {
  readonly machine: Machine;
  readonly outcome: RunOutcome;
  readonly ran: MachineRan | undefined;
}

/** The machine is in a group of its own: when the run is broken off it is ended in order, and not with everything else. */
async function runMachine(
  { config, plan }: PreparedRun,
  { order, programs, transcript, tasks }: Surroundings,
): Promise<MachineRun> {
  const machines = new TaskGroup('machines');
  const registry = machineRoom(machines, programs, (record) => tellProblem(record, transcript));
  // The registry calls `prepared` before it hands over the machine.
  let run!: JudgedRun;
  let coverage: MachineCoverage | undefined;
  const prepared = (machine: Machine): void => {
    if (config.coverage)
      coverage = new MachineCoverage(machine, join(programs, 'coverageWorker.js'), machines);
    const console = new LiveConsole(machine, (port, line) => {
      transcript.console(port, line.text);
      run.take(port, line);
    });
    const flush = (): void => console.flush();
    run = new JudgedRun(machine, {
      plan,
      timeoutSeconds: order.timeoutSeconds,
      listener: transcript,
      flush,
      examine: () => stalledCpus(machine, tasks),
    });
    machine.onDidMeetTrouble(({ text }) => transcript.note(text));
    machine.onDidTell(({ text }) => transcript.note(text));
    followActions(machine, { tasks: machines, notify: (text) => transcript.note(text) });
  };
  try {
    for (const notice of config.notices) transcript.note(notice);
    const machine = await registry.start(config, {}, { signal: tasks.signal, prepared });
    const outcome = await run.judge(tasks);
    const ran = await coverage?.read(runSymbols(machine, tasks), tasks.signal);
    return { machine, outcome, ran };
  } finally {
    await registry.stopAll(STOP_MS);
    await machines.close();
  }
}

function tellProblem({ level, source, text }: LogRecord, transcript: Transcript): void {
  if (level === 'warn' || level === 'error') transcript.note(`${source}: ${text}`);
}
