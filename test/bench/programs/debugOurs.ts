/**
 * From F5 to the first stop, several times in one extension host: from the making of the session until the top of the
 * stack is known at a breakpoint that the guest comes by while it boots. The first one loads the adapter and probes
 * QEMU.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugHost } from '../../../src/debug/host';
import type * as DebugAdapter from '../../../src/debug/main';
import { Logger } from '../../../src/log/logger';
import { resolveDebug } from '../../../src/config/debug/resolveDebug';
import { SAMPLE_MACHINE } from '../floods/sampleMachine';
import { STOP_FILE, STOP_FUNCTION, STOP_LINE } from '../support/firstStop';
import { InlineSession } from '../support/inlineSession';
import { program } from '../support/program';
import { BenchRoom } from '../support/room';

/** With `verbose`, the log goes to stderr with the time since F5, in milliseconds: where does it go? */
interface DebugOptions {
  readonly launches: number;
  readonly verbose?: boolean;
}

program(async ({ launches, verbose = false }: DebugOptions) => {
  const room = new BenchRoom();
  const times: number[] = [];
  for (let launch = 0; launch < launches; launch++) times.push(await launchOnce(room, verbose));
  await room.close();
  return { firstMs: times[0], laterMs: times.slice(1) };
});

async function launchOnce(room: BenchRoom, verbose: boolean): Promise<number> {
  const begin = performance.now();
  const since = (): string => (performance.now() - begin).toFixed(1).padStart(7);
  const log = new Logger(({ source, loop, text }) => {
    if (verbose) console.error(`${since()} [${source}/${loop}] ${text}`);
  }, 'bench');
  const require = createRequire(__filename);
  const { createSession } = require(join(__dirname, 'debugAdapter.js')) as typeof DebugAdapter;
  log.info('the adapter is loaded');
  const session = await createSession(
    resolveDebug({ ...SAMPLE_MACHINE, request: 'launch' }),
    hostOf(room, log),
  );
  const editor = new InlineSession(session);
  const [stopped, terminated] = [editor.next('stopped'), editor.next('terminated')];
  await startAsEditor(editor);
  const { body } = (await stopped) as DebugProtocol.StoppedEvent;
  log.info('stopped');
  await editor.ask('threads');
  const [top] = await stack(editor, body.threadId ?? 1);
  const time = performance.now() - begin;
  if (top?.name !== STOP_FUNCTION || top.line !== STOP_LINE)
    throw new Error(`stopped in ${top?.name}:${top?.line} instead of ${STOP_FUNCTION}:${STOP_LINE}`);
  await editor.ask('disconnect', { terminateDebuggee: true });
  await terminated;
  await Promise.all(room.registry.machines.map(({ exit }) => exit));
  return time;
}

/** What VS Code sends, in its order. */
async function startAsEditor(editor: InlineSession): Promise<void> {
  const initialized = editor.next('initialized');
  const lines = { linesStartAt1: true, columnsStartAt1: true, pathFormat: 'path' };
  await editor.ask('initialize', { adapterID: 'qemu', ...lines });
  const launched = editor.ask('launch');
  await Promise.race([initialized, launched.then(() => initialized)]);
  await editor.ask('setBreakpoints', { source: { path: STOP_FILE }, breakpoints: [{ line: STOP_LINE }] });
  await editor.ask('configurationDone');
  await launched;
}

async function stack(editor: InlineSession, threadId: number): Promise<DebugProtocol.StackFrame[]> {
  const args = { threadId, startFrame: 0, levels: 1 };
  return (await editor.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', args)).stackFrames;
}

function hostOf({ registry, tasks }: BenchRoom, log: Logger): DebugHost {
  return {
    log,
    tasks,
    folders: [],
    findMachine: () => undefined,
    connectSerial: () => Promise.reject(new Error('nothing is attached to here')),
    launch: (config, options, signal) =>
      registry.start(config, options, {
        signal,
        progress: (text) => log.info(text),
        // As the terminal of the task does: opened before the guest runs.
        prepared: ({ ports: [port] }) => void port?.serial.openTerminal(port.config).onData(() => undefined),
      }),
  };
}
