import { BreakpointEvent, OutputEvent, Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename } from 'node:path';
import { messageOf } from '../../concurrency/messageOf';
import { AdapterSession } from './adapterSession';
import { BreakpointTable, describe, type GdbBreakpoint, type Wanted } from './breakpointTable';
import { parseHitCondition } from './hitCondition';
import { quote } from './process/mi';

/** What GDB says when the guest stops (GDB manual, "GDB/MI Async Records"). */
export interface GdbStop {
  readonly reason?: string;
  readonly bkptno?: string;
  readonly disp?: string;
  readonly 'signal-name'?: string;
  readonly 'thread-id'?: string;
  readonly frame?: { readonly addr: string };
  readonly value?: { readonly old?: string; readonly new?: string; readonly value?: string };
  readonly wpt?: GdbBreakpoint;
  readonly 'hw-rwpt'?: GdbBreakpoint;
  readonly 'hw-awpt'?: GdbBreakpoint;
}

interface Request {
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
  readonly mode?: string;
}

/**
 * Breakpoints of every kind. The adapter's own know no conditions on functions and instructions, answer in GDB's
 * order instead of the editor's, print log points without their values and forget them when another file's change.
 */
export abstract class BreakpointSession extends AdapterSession {
  protected readonly breakpoints = new BreakpointTable((command) => this.send(command));

  protected override async setBreakPointsRequest(
    response: DebugProtocol.SetBreakpointsResponse,
    args: DebugProtocol.SetBreakpointsArguments,
  ): Promise<void> {
    const path = args.source.path ?? args.source.name ?? '';
    await this.setAll(
      response,
      sourceGroup(path),
      (args.breakpoints ?? []).map((each) => wanted(sourcePlace(path, each.line), each)),
    );
  }

  protected override async setFunctionBreakPointsRequest(
    response: DebugProtocol.SetFunctionBreakpointsResponse,
    args: DebugProtocol.SetFunctionBreakpointsArguments,
  ): Promise<void> {
    await this.setAll(
      response,
      'functions',
      args.breakpoints.map((each) => wanted(functionPlace(each.name), each)),
    );
  }

  protected override async setInstructionBreakpointsRequest(
    response: DebugProtocol.SetInstructionBreakpointsResponse,
    args: DebugProtocol.SetInstructionBreakpointsArguments,
  ): Promise<void> {
    const places = args.breakpoints.map((each) => {
      const address = BigInt(each.instructionReference) + BigInt(each.offset ?? 0);
      return wanted(`*0x${address.toString(16)}`, each);
    });
    await this.setAll(response, 'instructions', places);
  }

  protected override async setDataBreakpointsRequest(
    response: DebugProtocol.SetDataBreakpointsResponse,
    args: DebugProtocol.SetDataBreakpointsArguments,
  ): Promise<void> {
    await this.setAll(response, 'data', args.breakpoints.map(watched));
  }

  /** Data is watched at its address: so it stays watched when its variable goes out of scope, and after a restart. */
  protected override async dataBreakpointInfoRequest(
    response: DebugProtocol.DataBreakpointInfoResponse,
    args: DebugProtocol.DataBreakpointInfoArguments,
  ): Promise<void> {
    try {
      const found = args.asAddress
        ? { address: BigInt(args.name), bytes: args.bytes ?? 1 }
        : await this.locate(await this.expressionOf(args.name, args.variablesReference), args);
      response.body = {
        dataId: `0x${found.address.toString(16)},${found.bytes}`,
        description: `${args.name} (${found.bytes} bytes at 0x${found.address.toString(16)})`,
        accessTypes: ['read', 'write', 'readWrite'],
        canPersist: false,
      };
    } catch (error) {
      response.body = { dataId: null, description: `${args.name} cannot be watched: ${messageOf(error)}` };
    }
    this.sendResponse(response);
  }

  protected override handleGDBNotify(kind: string, data: { bkpt?: GdbBreakpoint; id?: string }): void {
    const { bkpt } = data;
    if (kind === 'breakpoint-deleted') {
      // The editor knows nothing of those that are our own.
      if (!this.breakpoints.find(data.id ?? '')) return;
      this.breakpoints.forget(data.id ?? '');
    }
    if (kind === 'breakpoint-created' && bkpt) {
      this.createdInConsole(bkpt);
    } else if (kind === 'breakpoint-modified' && bkpt) {
      // Said at every hit, for the count; news is only what a place was found for.
      if (this.breakpoints.find(bkpt.number) && bkpt.pending === undefined)
        this.sendEvent(new BreakpointEvent('changed', describe(bkpt)));
    } else {
      super.handleGDBNotify(kind, data);
    }
  }

  /** Prints what a log point wants to have said, with the values of the expressions in braces. */
  protected async printLog(text: string, threadId: number): Promise<void> {
    const parts = await Promise.all(
      text.split(/(\{[^{}]+\})/).map(async (part) => {
        if (!/^\{.+\}$/.test(part)) return part;
        const where = `--thread ${threadId} --frame 0`;
        return await this.send<{ value: string }>(
          `-data-evaluate-expression ${where} ${quote(part.slice(1, -1))}`,
        ).then(
          ({ value }) => value,
          (error: unknown) => `{${messageOf(error)}}`,
        );
      }),
    );
    this.sendEvent(new OutputEvent(`${parts.join('')}\n`, 'console'));
  }

  private async setAll(
    response: DebugProtocol.Response,
    group: string,
    all: readonly Wanted[],
  ): Promise<void> {
    try {
      const set = async (): Promise<void> => {
        response.body = { breakpoints: await this.breakpoints.set(group, all) };
      };
      // A guest that runs is not disturbed for nothing.
      await (this.breakpoints.differs(group, all) ? this.whilePaused(set) : set());
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  private createdInConsole(bkpt: GdbBreakpoint): void {
    if (bkpt.disp === 'del' || bkpt.fullname === undefined || bkpt.line === undefined) return;
    this.breakpoints.adopt(sourceGroup(bkpt.fullname), sourcePlace(bkpt.fullname, Number(bkpt.line)), bkpt);
    const source = new Source(basename(bkpt.fullname), bkpt.fullname);
    this.sendEvent(new BreakpointEvent('new', { ...describe(bkpt), source }));
  }

  /** A variable in a structure has a name only together with the structure's. */
  private async expressionOf(name: string, reference: number | undefined): Promise<string> {
    const parent = reference === undefined ? undefined : this.variableHandles.get(reference);
    if (parent?.type === 'registers') throw new Error('it is a register');
    if (parent?.type !== 'object') return name;
    const child = `${parent.varobjName}.${name.replace(/^\[(\d+)\]$/, '$1')}`;
    return (await this.send<{ path_expr: string }>(`-var-info-path-expression ${child}`)).path_expr;
  }

  private async locate(
    expression: string,
    { frameId, bytes }: DebugProtocol.DataBreakpointInfoArguments,
  ): Promise<{ address: bigint; bytes: number }> {
    const frame = frameId === undefined ? undefined : this.frameHandles.get(frameId);
    const where = frame ? `--thread ${frame.threadId} --frame ${frame.frameId} ` : '';
    const value = async (text: string): Promise<string> =>
      (await this.send<{ value: string }>(`-data-evaluate-expression ${where}${quote(text)}`)).value;
    const address = /0x[0-9a-f]+/.exec(await value(`&(${expression})`))?.[0];
    if (address === undefined) throw new Error('it has no address');
    return { address: BigInt(address), bytes: bytes ?? Number(await value(`sizeof(${expression})`)) };
  }

  /** Sets a breakpoint of our own, which goes away when it is hit. @returns its number. */
  protected async insertTemporary(place: string): Promise<string> {
    // Hardware, because memory may not hold the code yet, or be paged elsewhere.
    const answer = await this.send<{ bkpt: GdbBreakpoint }>(`-break-insert -t -h ${place}`);
    return answer.bkpt.number;
  }

  /** Removes a breakpoint of our own if it was not hit. */
  protected async removeTemporary(number: string): Promise<void> {
    await this.send(`-break-delete ${number}`).catch(() => undefined);
  }
}

function sourceGroup(path: string): string {
  return `source ${path}`;
}

function sourcePlace(path: string, line: number): string {
  return `--source ${quote(path)} --line ${line}`;
}

/** A name, or what GDB's console takes as a place: `*0x1000`, `file.c:12`. */
export function functionPlace(name: string): string {
  return /^\*|:\d+$/.test(name) ? quote(name) : `--function ${quote(name)}`;
}

function wanted(place: string, request: Request): Wanted {
  const { condition, hitCondition, logMessage, mode } = request;
  const hits = hitCondition ? parseHitCondition(hitCondition) : undefined;
  return {
    place: mode === 'hardware' ? `-h ${place}` : place,
    ...(condition && { condition }),
    ...(hits && { hits }),
    ...(logMessage && { log: logMessage }),
    ...(hitCondition && !hits && { problem: `"${hitCondition}" is no hit count: write 5, >= 5 or % 5.` }),
  };
}

/** GDB's `-break-watch` options; reads alone are `-r`, both are `-a`. */
const ACCESS = { read: '-r ', readWrite: '-a ', write: '' } as const;

/** Types of C by size, for GDB compares values, and watches arrays of bytes otherwise. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'unsigned char',
  2: 'unsigned short',
  4: 'unsigned int',
  8: 'unsigned long long',
};

function watched(breakpoint: DebugProtocol.DataBreakpoint): Wanted {
  const [address = '', size = '1'] = breakpoint.dataId.split(',');
  const type = TYPES[Number(size)];
  const pointer = type === undefined ? `(unsigned char (*)[${size}])` : `(${type} *)`;
  return {
    ...wanted(`${ACCESS[breakpoint.accessType ?? 'write']}${quote(`*${pointer} ${address}`)}`, breakpoint),
    watch: true,
  };
}
