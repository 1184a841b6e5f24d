import { messageOf } from '../../src/concurrency/messageOf';
import { TaskGroup } from '../../src/concurrency/taskGroup';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** How long all that a command owns may take to end, in milliseconds: a window, its browser, its server, files. */
const CLOSE_MS = 60_000;

/**
 * The frame of a command: runs its body in a task group that Ctrl-C, SIGTERM and SIGHUP close, and closes the group
 * at the end on every path. Tells a failure in one line (with its stack if DEBUG is set).
 * @param body Gives the exit code; 0 if it gives none.
 */
export function command(name: string, body: (tasks: TaskGroup) => Promise<number | undefined>): void {
  const tasks = new TaskGroup(name);
  let code: number | undefined;
  for (const [signal, value] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      code ??= value;
      void tasks.close(CLOSE_MS);
    });
  }
  void tasks
    .run(name, () => body(tasks))
    .then(
      (result) => (process.exitCode = code ?? result ?? 0),
      (error: unknown) => {
        process.exitCode = code ?? 1;
        if (code === undefined) console.error(`\n${describe(error)}`);
      },
    )
    .then(() => tasks.close(CLOSE_MS))
    .catch((error: unknown) => {
      process.exitCode ||= 1;
      console.error(describe(error));
    });
}

function describe(error: unknown): string {
  const stack = process.env['DEBUG'] && error instanceof Error ? error.stack : undefined;
  return stack ?? messageOf(error);
}

/**
 * Makes a group responsible for something that is no process of ours: it is undone when the group closes, the last
 * one first. A failure of that is told and does not keep the others from being undone.
 */
export function own(tasks: TaskGroup, name: string, undo: () => unknown): void {
  let ended: () => void;
  const stopped = new Promise<void>((resolve) => (ended = resolve));
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    try {
      await undo();
    } catch (error) {
      console.error(`clean-up: ${name}: ${describe(error)}`);
    } finally {
      ended();
    }
  };
  tasks.adopt('process', name, { stopped, stop: () => (stopping ??= stop()) });
}
