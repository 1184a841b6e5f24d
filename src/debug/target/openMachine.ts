import * as l10n from '@vscode/l10n';
import type { ResolvedAttach, ResolvedDebug, ResolvedLaunch } from '../../config/debug/resolveDebug';
import type { ResolvedConfiguration } from '../../config/resolved';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { isArchitecture } from '../../machine/architectures';
import type { StartOptions } from '../../machine/services';
import { ExternalTarget } from './externalTarget';
import { runsOn } from '../gdbArchitectures';
import type { DebugHost } from '../host';
import { MachineTarget } from './machineTarget';
import type { Plan } from '../plan/plan';
import { prepareRecording, recordable, recordingArguments, recordingOf } from '../plan/recording';
import type { DebugTarget } from './target';

/** How the machine of a launch configuration is started for a debugger. */
function startOptions(config: ResolvedLaunch, plan: Plan, arch: string | undefined): StartOptions {
  const image = plan.image && { image: plan.image };
  if (plan.noDebug) return { ...image, extraArgs: recordingArguments(config, arch) };
  return {
    ...image,
    holdAtReset: true,
    gdbStub: true,
    postMortem: config.postMortem,
    extraArgs: recordingArguments(config, arch ?? plan.program?.arch),
  };
}

/**
 * Starts the machine of a launch configuration, or finds that of an attach configuration.
 * @throws what can be shown; `signal.reason` on abort. Nothing is left then.
 */
export async function openMachine(
  config: ResolvedDebug,
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
    if (target.startedBySession) await target.stop();
    else target.release();
    throw error;
  }
}

async function launch(
  config: ResolvedLaunch,
  plan: Plan,
  host: DebugHost,
  signal: AbortSignal,
): Promise<DebugTarget> {
  const machine = withArchitecture(config.machine, plan);
  const arch = machine.arch ?? plan.image?.arch;
  mustRunOn(plan, arch);
  const recording = recordingOf(config);
  if (recording) await prepareRecording(config);
  const started = await host.launch(
    recording ? recordable(machine, recording.mode) : machine,
    startOptions(config, plan, arch),
    signal,
  );
  return new MachineTarget(started, true);
}

/** A raw image does not say what it is for; the program in it does. */
function withArchitecture(machine: ResolvedConfiguration, { image, program }: Plan): ResolvedConfiguration {
  const arch = program?.arch;
  const open = machine.arch === undefined && machine.qemuPath === undefined && image?.arch === undefined;
  return open && arch !== undefined && isArchitecture(arch) ? { ...machine, arch } : machine;
}

async function attach(
  config: ResolvedAttach,
  host: DebugHost,
  group: TaskGroup,
  signal: AbortSignal,
): Promise<DebugTarget> {
  if (config.machine === undefined) return await ExternalTarget.open(config, host, group, signal);
  const machine = host.findMachine(config.machine);
  if (!machine)
    throw new Error(l10n.t('machine: no machine "{0}" is running in this window.', config.machine));
  return new MachineTarget(machine, false);
}

/** @throws when a debugger would show nonsense: its program's instructions are not the machine's. */
function mustRunOn({ program }: Plan, arch: string | undefined): void {
  if (runsOn(program?.arch, arch)) return;
  throw new Error(
    l10n.t(
      'program: {0} is for {1}, and the machine is {2}. Correct "program" or "arch".',
      String(program?.path),
      String(program?.arch),
      String(arch),
    ),
  );
}
