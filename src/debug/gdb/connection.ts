import type { TargetAttachRequestArguments } from 'cdt-gdb-adapter/dist/types/session';
import { MovedStub } from '../rsp/movedStub';
import { NarrowedStub } from '../rsp/narrowedStub';
import type { DebugTarget } from '../target/target';
import type { GdbSessionParts } from './gdbParts';
import { afterConnect, beforeConnect } from './process/commands';

/** Makes ready what GDB connects to, and says it as the adapter wants to be told. @throws when there is no stub. */
export async function connectionTo(
  target: DebugTarget,
  parts: GdbSessionParts,
): Promise<TargetAttachRequestArguments> {
  const { gdb, cwd, program, settings } = parts;
  const { stub, arch } = await stubOf(target, parts);
  const facts = { settings, program, arch };
  return {
    gdb,
    cwd,
    ...(program && { program: program.path }),
    target: { type: 'remote', parameters: [stub] },
    preConnectCommands: beforeConnect(facts),
    initCommands: afterConnect(facts),
  };
}

/** Where GDB connects, and which processor it finds there. */
async function stubOf(
  target: DebugTarget,
  { group, log, program }: GdbSessionParts,
): Promise<{ stub: string; arch: string | undefined }> {
  const stub = await target.stub(group.signal);
  if (program?.arch !== 'i386' || target.arch !== 'x86_64') return { stub, arch: target.arch };
  const narrowed = await NarrowedStub.listen(stub, log);
  group.adopt('thread', '32-bit view of the stub', narrowed);
  return { stub: narrowed.endpoint, arch: 'i386' };
}

/**
 * Makes ready what GDB connects to once more, to be told where its program lies now.
 * @param segments Where the program's first loaded segments lie.
 * @returns where GDB connects.
 */
export async function connectionMoved(
  target: DebugTarget,
  parts: GdbSessionParts,
  segments: readonly bigint[],
): Promise<string> {
  const { stub } = await stubOf(target, parts);
  const moved = await MovedStub.listen(stub, segments, parts.log);
  parts.group.adopt('thread', 'view of a moved program', moved);
  return moved.endpoint;
}
