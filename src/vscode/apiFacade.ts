import type * as vscode from 'vscode';
import type { MachineApi, PortApi, QemuSerialDebugApi, WaitOptions } from '../api';
import type { Event } from '../concurrency/event';
import type { Machine } from '../machine/machine';
import type { MachinePort } from '../machine/machineParts';
import { withToken } from './editor/cancellation';
import { toEditorEvent } from './editor/events';
import type { Services } from './services';
import type { FoundCrash } from './sessions/foundCrash';

const WAIT_MS = 30_000;

/** What `activate()` returns: exactly the names of `api.ts`, over the rooms' own objects. */
export function createApi({ registry, launcher, crashes, verbs, tasks }: Services): QemuSerialDebugApi {
  const known = new WeakMap<Machine, MachineApi>();
  const faceOf = (machine: Machine): MachineApi => {
    const face = known.get(machine) ?? machineFace(machine, verbs, crashes.event, tasks.signal);
    known.set(machine, face);
    return face;
  };
  return {
    version: 2,
    launch: async (config, token) => {
      const machine = await launcher.launch(config, {}, token);
      stopOnCancel(machine, token);
      return faceOf(machine);
    },
    runSteps: (...order) => verbs.runSteps(faceOf, ...order),
    runTests: (...order) => verbs.runTests(faceOf, ...order),
    get machines() {
      return registry.machines.map(faceOf);
    },
    onDidChangeMachines: toEditorEvent(registry.onDidChange),
  };
}

function stopOnCancel(machine: Machine, token: vscode.CancellationToken | undefined): void {
  const subscription = token?.onCancellationRequested(() => void machine.stop());
  void machine.exit.then(() => {
    subscription?.dispose();
  });
}

function machineFace(
  machine: Machine,
  verbs: Services['verbs'],
  crashes: Event<FoundCrash>,
  signal: AbortSignal,
): MachineApi {
  return {
    id: machine.id,
    name: machine.name,
    pid: machine.pid,
    get state() {
      return machine.state;
    },
    ports: machine.ports.map((port) => portFace(port, signal)),
    exit: machine.exit,
    onDidChangeState: toEditorEvent(machine.onDidChangeState),
    onDidReceiveEvent: toEditorEvent(machine.onDidReceiveEvent),
    onDidFindCrash: toEditorEvent((listener) =>
      crashes((crash) => {
        if (crash.guest.machine === machine) listener(crash.told);
      }),
    ),
    qmp: (command, args) => machine.qmp(command, args),
    hmp: (line) => machine.hmp(line),
    pause: () => machine.pause(),
    resume: () => machine.resume(),
    reset: () => machine.reset(),
    coverage: (options) => verbs.coverage(machine, options),
    startCoverageMark: () => verbs.startCoverageMark(machine),
    powerdown: () => machine.powerdown(),
    stop: () => machine.stop(),
  };
}

function portFace({ serial }: MachinePort, signal: AbortSignal): PortApi {
  return {
    name: serial.name,
    send: (data) => serial.send(data, signal),
    waitFor: (pattern, { timeoutMs = WAIT_MS, from, raw = false, token }: WaitOptions = {}) =>
      withToken(token, signal, (either) =>
        serial.waitFor(pattern, { timeoutMs, raw, ...(from !== undefined && { from }) }, either),
      ),
    text: (from = 0) => serial.text(from, signal),
    // Copies, since others may keep what they are given.
    onDidReceive: toEditorEvent((listener) =>
      serial.onDidReceive((bytes) => listener(new Uint8Array(bytes))),
    ),
  };
}
