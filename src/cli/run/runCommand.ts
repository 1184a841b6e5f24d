import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../../concurrency/messageOf';
import { TaskGroup } from '../../concurrency/taskGroup';
import { MachineCoverage, type MachineRan } from '../../harness/coverage/machineCoverage';
import { JudgedRun, type RunOutcome } from '../../harness/verdict/judgedRun';
import { stalledCpus } from '../../harness/verdict/stalledCpus';
import { Tries } from '../../harness/verdict/tries';
import type { LogRecord } from '../../log/record';
import { followActions } from '../../machine/actions/ownActions';
import type { Machine } from '../../machine/machine';
import type { RunOrder } from '../commandLine';
import { withSteps } from './chosenSteps';
import { readConfiguration } from './configurationFile';
import { coverageText } from './coverageText';
import { crashTexts } from './crashTexts';
import { EXIT_CODES } from '../../harness/verdict/exitCodes';
import type { Interrupts } from './interrupts';
import { keepMachine } from './keptMachine';
import { LiveConsole } from './liveConsole';
import { machineRoom } from './machineRoom';
import { prepareRun, type PreparedRun } from './prepareRun';
import { RunFiles } from './runFiles';
import { runSymbols } from '../../harness/verdict/runSymbols';
import { Transcript } from './transcript';
import { workspaceSettings } from './workspaceSettings';

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
  readonly interrupts: Interrupts;
}

/**
 * What `run` does: starts a machine, prints its console, and judges what it does.
 * @returns the exit code.
 * @throws {UsageError}, {ConfigurationError}, {StartError}: all say what to do. `signal.reason` of the group.
 */
export async function runCommand(
  order: RunOrder,
  { print, programs, tasks, interrupts }: RunProgram,
): Promise<number> {
  const written = withSteps(await readConfiguration(order.file, order.name, tasks.signal), order.steps);
  const prepared = withCoverage(prepareRun(written, await workspaceSettings(written.folder)), order);
  const files = await RunFiles.open(order);
  try {
    const transcript = new Transcript((line) => {
      print(line);
      files.console(line);
    });
    const around = { order, programs, interrupts, transcript, tasks, files };
    const outcome = await runTries(prepared, around).catch((error: unknown) => {
      const { name } = prepared.config;
      if (tasks.isClosing) files.broken(name, 'cancelled', l10n.t('The run was cancelled.'));
      else files.broken(name, 'notStarted', messageOf(error));
      throw error;
    });
    files.finish(prepared.config.name, outcome);
    return EXIT_CODES[outcome.verdict.kind];
  } finally {
    files.close();
  }
}

interface Surroundings extends Omit<RunProgram, 'print'> {
  readonly order: Pick<RunOrder, 'timeoutSeconds'>;
  readonly transcript: Transcript;
  readonly files: Pick<RunFiles, 'coverage' | 'crash'>;
}

/** A machine for each try. */
async function runTries(prepared: PreparedRun, around: Surroundings): Promise<RunOutcome> {
  const { transcript, files, tasks } = around;
  const { plan } = prepared;
  const tries = new Tries(plan.retries);
  let reports = 0;
  for (;;) {
    const current = { ...prepared, plan: tries.planOf(plan) };
    const { machine, outcome: judged, ran } = await runMachine(current, around);
    for (const { lines, markdown } of await crashTexts(machine, judged, tasks)) {
      transcript.note(lines.join('\n'));
      files.crash(++reports, markdown);
    }
    const { outcome, goesOn, text } = tries.take(judged);
    if (ran && !goesOn) tellCoverage(ran, around);
    transcript.note(outcome.end.summary);
    transcript.note(text);
    if (!goesOn) return outcome;
  }
}

function tellCoverage(ran: MachineRan, { transcript, files }: Surroundings): void {
  for (const line of coverageText(ran)) transcript.note(line);
  files.coverage(ran.files);
}

/** Who wants a file of it wants it. */
function withCoverage(prepared: PreparedRun, { lcov, cobertura }: RunOrder): PreparedRun {
  const coverage = prepared.config.coverage || lcov !== undefined || cobertura !== undefined;
  return { ...prepared, config: { ...prepared.config, coverage } };
}

interface MachineRun {
  readonly machine: Machine;
  readonly outcome: RunOutcome;
  readonly ran: MachineRan | undefined;
}

/** The machine is in a group of its own: when the run is broken off it is ended in order, and not with everything else. */
async function runMachine(
  { config, plan, settings, notices }: PreparedRun,
  { order, programs, interrupts, transcript, tasks }: Surroundings,
): Promise<MachineRun> {
  const machines = new TaskGroup('machines');
  const registry = machineRoom(machines, programs, settings, (record) => tellProblem(record, transcript));
  // The registry calls `prepared` before it hands over the machine.
  let run!: JudgedRun;
  let console!: LiveConsole;
  let coverage: MachineCoverage | undefined;
  const prepared = (machine: Machine): void => {
    if (config.coverage)
      coverage = new MachineCoverage(machine, join(programs, 'coverageWorker.js'), machines);
    console = new LiveConsole(machine, (port, line) => transcript.console(port, line.text));
    run = new JudgedRun(machine, {
      plan,
      timeoutSeconds: order.timeoutSeconds,
      listener: transcript,
      reading: { tasks, threadFile: join(programs, 'testWorker.js'), tellsOutput: false },
      examine: () => stalledCpus(machine, tasks),
      look: (signal) => keepMachine(machine, interrupts, (text) => transcript.note(text), signal),
    });
    machine.onDidMeetTrouble(({ text }) => transcript.note(text));
    machine.onDidTell(({ text }) => transcript.note(text));
    followActions(machine, { tasks: machines, notify: (text) => transcript.note(text) });
  };
  try {
    for (const notice of notices) transcript.note(notice);
    const machine = await registry.start(config, {}, { signal: tasks.signal, prepared });
    const outcome = await run.judge(tasks);
    console.flush();
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
