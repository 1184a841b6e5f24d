import type { DebugSession } from '@vscode/debugadapter';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { ResolvedDebug } from '../config/debug/resolveDebug';
import { GdbSession } from './gdb/gdbSession';
import { guestFiles } from '../machine/crash/guestFiles';
import type { Machine } from '../machine/machine';
import { ImageIndex } from '../symbols/images/imageIndex';
import type { DebugHost } from './host';
import { openMachine } from './target/openMachine';
import { makePlan, type Plan } from './plan/plan';
import { QmpSession } from './qmp/qmpSession';
import type { SessionParts } from './session/sessionContext';

export interface SessionOptions {
  /** "Run Without Debugging". */
  readonly noDebug?: boolean;
  /** Where a GDB is looked for; PATH unless told. */
  readonly searchPath?: string;
}

/** How a configuration would be debugged: for a caller that has to ask another debugger to do it. */
export function planSession(
  config: ResolvedDebug,
  host: DebugHost,
  options: SessionOptions = {},
): Promise<Plan> {
  const { signal } = host.tasks;
  const findMachine = (name: string): Machine | undefined => host.findMachine(name);
  return makePlan(config, { ...options, signal, findMachine });
}

/**
 * Makes the debug session for a configuration: to run inline in the editor, or over streams. What is wrong with the
 * configuration is reported when it launches.
 * @throws for a `debugger` that is not ours to run: see `planSession` and `delegates`.
 */
export async function createSession(
  config: ResolvedDebug,
  host: DebugHost,
  options: SessionOptions = {},
): Promise<DebugSession> {
  const plan = await planSession(config, host, options);
  const group = host.tasks.group(`debug ${config.name ?? ''}`.trim());
  const parts = sessionParts(config, plan, host, group);
  switch (plan.kind) {
    case 'gdb':
      return new GdbSession({
        ...parts,
        settings: config,
        program: plan.program,
        gdb: plan.gdb ?? '',
        cwd: config.cwd,
        stopOnSymbol: config.request === 'launch' ? config.stopOnSymbol : undefined,
        images: (signal) => imagesOf(config, host, signal),
        kernelStays: config.request === 'launch' && /(^|\s)nokaslr(\s|$)/.test(config.machine.append ?? ''),
        replays: config.request === 'launch' && config.replay !== undefined,
      });
    case 'none':
      return new QmpSession({ ...parts, noDebug: plan.noDebug, program: plan.program?.path });
    case 'gdb-dap':
    case 'lldb-dap':
    case 'cppdbg':
      group.closeSoon();
      throw new Error(`"debugger": "${plan.kind}" is run by another debug adapter.`);
  }
}

/** The person's symbol files come first, then what the workspace has. */
async function imagesOf(
  config: ResolvedDebug,
  { folders }: DebugHost,
  signal: AbortSignal,
): Promise<ImageIndex> {
  const { images } = await guestFiles({ debug: config, folders });
  return await ImageIndex.of(images, signal);
}

function sessionParts(config: ResolvedDebug, plan: Plan, host: DebugHost, group: TaskGroup): SessionParts {
  const launch = config.request === 'launch' ? config : undefined;
  return {
    group,
    log: host.log.from(`${config.name ?? 'qemu'} · gdb`),
    note: plan.note,
    stopAtEntry: launch?.stopAtEntry ?? false,
    postMortem: !plan.noDebug && (launch?.postMortem ?? false),
    // QEMU does not reset what it replays.
    restartResets: launch?.restart !== 'relaunch' && launch?.replay === undefined,
    open: (signal) => openMachine(config, plan, host, group, signal),
  };
}
