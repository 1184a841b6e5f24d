import type * as vscode from 'vscode';
import type { QemuSerialDebugApi } from './api';
import { Emitter } from './concurrency/event';
import { TaskGroup } from './concurrency/taskGroup';
import { MachineRegistry } from './machine/machineRegistry';
import { createApi } from './vscode/apiFacade';
import * as commands from './vscode/commands';
import * as console from './vscode/console';
import * as contextKeys from './vscode/status/contextKeys';
import * as coverage from './vscode/coverage';
import * as crash from './vscode/crash';
import * as debug from './vscode/debug';
import { DebugSessions } from './vscode/sessions/debugSessions';
import { openLog } from './vscode/logging/logChannel';
import * as importing from './vscode/import';
import * as machines from './vscode/machines';
import { MachineLauncher } from './vscode/launch/machineLauncher';
import * as monitorTerminal from './vscode/monitor/openMonitor';
import * as logItems from './vscode/monitor/selectLogItems';
import { PortTerminals } from './vscode/terminal/portTerminals';
import * as runningTasks from './vscode/monitor/runningTasks';
import type { Services } from './vscode/services';
import { currentSettings } from './vscode/editor/settings';
import { loadTranslations } from './vscode/editor/translations';
import * as sending from './vscode/sending';
import * as taskProvider from './vscode/tasks/taskProvider';
import * as tests from './vscode/tests';
import * as terminalProfile from './vscode/profile/terminalProfile';

/** Each registers one feature and knows nothing of the others. */
const FEATURES = [
  contextKeys,
  commands,
  sending,
  taskProvider,
  terminalProfile,
  monitorTerminal,
  runningTasks,
  logItems,
  machines,
  coverage,
  console,
  crash,
  debug,
  importing,
  tests,
];

/** How long GDB may take to let go of its machines when the window closes, in milliseconds. */
const DETACH_MS = 800;
/** How long machines may take to end when the window closes, in milliseconds: the editor gives all extensions 5 s. */
const DEACTIVATE_MS = 3000;
/** How long the rest may take after that. */
const CLOSE_MS = 1000;

/** `deactivate()` is called without arguments. */
let running: Pick<Services, 'registry' | 'debugging' | 'tasks'> | undefined;

/** Wires everything together. Reads no file and starts no process: the first launch does. */
export function activate(context: vscode.ExtensionContext): QemuSerialDebugApi {
  const services = createServices(context);
  running = services;
  context.subscriptions.push(services.terminals, ...FEATURES.map((feature) => feature.register(services)));
  return createApi(services);
}

function createServices(context: vscode.ExtensionContext): Services {
  const translations = loadTranslations();
  // One feature's failure is no reason to end another one's machines.
  const tasks = new TaskGroup('extension', undefined, undefined, (what, error) =>
    log.warn(`${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  );
  const { channel, log, ...link } = openLog(tasks);
  context.subscriptions.push(link);
  const registry = new MachineRegistry({
    tasks,
    log,
    workerFile: context.asAbsolutePath('dist/serialWorker.js'),
    guardFile: context.asAbsolutePath('dist/guard.js'),
    memory: context.globalState,
    ...(translations && { translations }),
    settings: () => currentSettings().machine,
  });
  const terminals = new PortTerminals(tasks);
  const launcher = new MachineLauncher(registry, terminals, tasks, log);
  const debugging = new DebugSessions(tasks.group('debug sessions'));
  const crashes: Services['crashes'] = new Emitter();
  return {
    context,
    registry,
    launcher,
    terminals,
    debugging,
    coverage: {},
    crashes,
    verbs: {} as Services['verbs'],
    log,
    channel,
    tasks,
  };
}

/**
 * Ends every loop, thread and process. The editor's API is cut off by now: nothing here uses it.
 * Does not throw: nobody would hear it.
 */
export async function deactivate(): Promise<void> {
  const services = running;
  running = undefined;
  if (!services) return;
  await services.debugging.tasks.close(DETACH_MS).catch(() => undefined);
  await services.registry.stopAll(DEACTIVATE_MS).catch(() => undefined);
  await services.tasks.close(CLOSE_MS).catch(() => undefined);
}
