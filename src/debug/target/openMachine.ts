import type {
  AttachConfiguration,
  DebugConfiguration,
  LaunchConfiguration,
} from '../../config/debug/debugSchema';
import { machinePart } from '../../config/debug/debugValidate';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { StartOptions } from '../../machine/services';
import { ForeignTarget } from './externalTarget';
import { runsOn } from '../gdb/process/architectures';
import type { DebugHost } from '../host';
import { MachineTarget } from './machineTarget';
import { architectureOfImage, type Plan } from '../plan/plan';
import { prepareRecording, recordable, recordingArguments, recordingOf } from '../plan/recording';
import type { DebugTarget } from './target';

/** How the machine of a launch configuration is started for a debugger. */
export function startOptions(
  config: LaunchConfiguration,
  plan: Plan,
  arch: string | undefined,
): StartOptions {
  if (plan.noDebug) return { extraArgs: recordingArguments(config, arch) };
  return {
    holdAtReset: true,
    gdbStub: true,
    postMortem: config.postMortem ?? true,
    extraArgs: recordingArguments(config, arch ?? plan.program?.arch),
  };
}

/**
 * Starts the machine of a launch configuration, or finds that of an attach configuration.
 * @param config With absolute paths.
 * @throws what can be shown; `signal.reason` on abort. Nothing is left then.
 */
export async function openMachine(
  config: DebugConfiguration,
  plan: Plan,
  host: DebugHost,
  group: TaskGroup,
  signal: AbortSignal,
): Promise<DebugTarget> {
  if (plan.failure) throw plan.failure;
  const target =
    config.request === 'launch'
      ? await launch(config, plan, host, signal)
      : await attach(config, host, group, signal);
  try {
    signal.throwIfAborted();
    mustRunOn(plan, target.arch);
    return target;
  } catch (error) {
    if (target.owned) await target.stop();
    else target.release();
    throw error;
  }
}

async function launch(
  config: LaunchConfiguration,
  plan: Plan,
  host: DebugHost,
  signal: AbortSignal,
): Promise<DebugTarget> {
  const written = machinePart(config);
  const image = written.arch ?? (await architectureOfImage(written));
  // A raw image does not say what it is for; the program that is in it does.
  const told = image === undefined && written.qemuPath === undefined && plan.program?.arch !== undefined;
  const machine = told ? ({ ...written, arch: plan.program.arch } as typeof written) : written;
  mustRunOn(plan, machine.arch ?? image);
  const recording = recordingOf(config);
  if (recording) await prepareRecording(config);
  const started = await host.launch(
    recording ? recordable(machine, recording.mode) : machine,
    startOptions(config, plan, machine.arch ?? image),
    signal,
  );
  return new MachineTarget(started, true);
}

async function attach(
  config: AttachConfiguration,
  host: DebugHost,
  group: TaskGroup,
  signal: AbortSignal,
): Promise<DebugTarget> {
  if (config.machine === undefined) return await ForeignTarget.open(config, host, group, signal);
  const machine = host.findMachine(config.machine);
  if (!machine) throw new Error(`machine: no machine "${config.machine}" runs in this window.`);
  return new MachineTarget(machine, false);
}

/** @throws where a debugger would show nonsense: its program's instructions are not the machine's. */
function mustRunOn({ program }: Plan, arch: string | undefined): void {
  if (runsOn(program?.arch, arch)) return;
  throw new Error(
    `program: ${program?.path} is for ${program?.arch}, and the machine is ${arch}. ` +
      'Correct "program" or "arch".',
  );
}
