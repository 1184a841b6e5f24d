import { Scope, Source, StackFrame } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { MIThreadInfo } from 'cdt-gdb-adapter/dist/mi/thread';
import type { FrameVariableReference, RegisterVariableReference } from 'cdt-gdb-adapter/dist/types/session';
import { basename } from 'node:path';
import { disassemble } from '../disassembly';
import { messageOf } from '../../concurrency/messageOf';
import { BreakpointSession } from './breakpointSession';
import { asVariable, Globals } from './globals';
import { gdbDecoder } from './gdbDisassembly';
import { quote } from './process/mi';
import { TolerantRegisters, type RegisterValue } from './registers';

/** Deeper is a stack that leads nowhere, or a recursion of which nobody reads more. */
const MOST_FRAMES = 200;

/** What the adapter answers, as if it were a value, when an expression means nothing. */
const NO_VALUE = 'Error: could not evaluate expression';

interface Frame {
  readonly level: string;
  readonly addr: string;
  readonly func?: string;
  readonly file?: string;
  readonly fullname?: string;
  readonly line?: string;
}

interface MemoryBlock {
  readonly begin: string;
  readonly offset: string;
  readonly contents: string;
}

/** What one looks at while the guest stands still: stack, variables, registers, memory, instructions. */
export abstract class InspectionSession extends BreakpointSession {
  private readonly registers = new TolerantRegisters();
  private globals: Globals | undefined;
  /** Which of the variable references are "Globals" scopes, and of which file. */
  private readonly globalScopes = new Map<number, string>();

  /** The ELF file that is debugged. */
  protected abstract readonly programPath: string | undefined;

  override sendResponse(response: DebugProtocol.Response): void {
    const body = response.body as { result?: unknown } | undefined;
    if (response.command === 'evaluate' && body?.result === NO_VALUE) {
      response.success = false;
      response.message = 'There is no such value here.';
    }
    super.sendResponse(response);
  }

  protected override convertThread(thread: MIThreadInfo): ReturnType<BreakpointSession['convertThread']> {
    // QEMU's details are "CPU#0 [running]" and "CPU#1 [halted ]".
    const [, cpu, state] = /CPU#(\d+)\s*\[(\w+)\s*\]/.exec(thread.details ?? '') ?? [];
    const { details: _, ...rest } = thread;
    // Before the first stop there is nothing but numbers, and QEMU counts its processors in GDB's order.
    if (cpu === undefined && thread.details === undefined && thread.name === undefined)
      return super.convertThread({ ...rest, name: `vCPU ${Number(thread.id) - 1}` });
    if (cpu === undefined) return super.convertThread(thread);
    return super.convertThread({
      ...rest,
      name: `vCPU ${cpu}${state === 'halted' ? ' (halted)' : ''}`,
    });
  }

  /** The adapter gives none at all where the stack leads into nowhere, as in firmware without symbols. */
  protected override async stackTraceRequest(
    response: DebugProtocol.StackTraceResponse,
    args: DebugProtocol.StackTraceArguments,
  ): Promise<void> {
    try {
      const low = args.startFrame ?? 0;
      const most = Math.min(args.levels === 0 ? MOST_FRAMES : (args.levels ?? MOST_FRAMES), MOST_FRAMES);
      // One more than asked for tells whether there are more.
      const frames = await this.frames(args.threadId, low, low + most);
      const stackFrames = frames.slice(0, most).map((frame) => this.stackFrame(frame, args.threadId));
      response.body = { stackFrames, totalFrames: low + frames.length };
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  protected override scopesRequest(
    response: DebugProtocol.ScopesResponse,
    args: DebugProtocol.ScopesArguments,
  ): void {
    const { frameId: frameHandle } = args;
    const globals = this.variableHandles.create({ type: 'frame', frameHandle });
    this.globalScopes.set(globals, '');
    const locals: DebugProtocol.Scope = new Scope(
      'Locals',
      this.variableHandles.create({ type: 'frame', frameHandle }),
      false,
    );
    locals.presentationHint = 'locals';
    const registers: DebugProtocol.Scope = new Scope(
      'Registers',
      this.variableHandles.create({ type: 'registers', frameHandle }),
      true,
    );
    registers.presentationHint = 'registers';
    response.body = { scopes: [locals, new Scope('Globals', globals, true), registers] };
    this.sendResponse(response);
  }

  protected override async variablesRequest(
    response: DebugProtocol.VariablesResponse,
    args: DebugProtocol.VariablesArguments,
  ): Promise<void> {
    const { variablesReference: reference } = args;
    if (!this.globalScopes.has(reference)) {
      await super.variablesRequest(response, args);
      return;
    }
    try {
      response.body = { variables: await this.globalVariables(reference) };
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  protected override async setVariableRequest(
    response: DebugProtocol.SetVariableResponse,
    args: DebugProtocol.SetVariableArguments,
  ): Promise<void> {
    const file = this.globalScopes.get(args.variablesReference);
    if (file === undefined) {
      // MI would take the words of `a + b` for several arguments.
      await super.setVariableRequest(response, { ...args, value: quote(args.value) });
      return;
    }
    try {
      response.body = { value: (await this.globals?.assign(args.name, file, args.value)) ?? '' };
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  /** A frame without debug information has no locals, which is no error. */
  protected override async handleVariableRequestFrame(
    ref: FrameVariableReference,
  ): Promise<DebugProtocol.Variable[]> {
    try {
      return await super.handleVariableRequestFrame(ref);
    } catch (error) {
      if (/No symbol table|No function contains/i.test(messageOf(error))) return [];
      throw error;
    }
  }

  protected override async handleVariableRequestRegister(
    ref: RegisterVariableReference,
  ): Promise<DebugProtocol.Variable[]> {
    const { threadId, frameId } = this.frameHandles.get(ref.frameHandle);
    const where = `--thread ${threadId} --frame ${frameId}`;
    const { 'register-names': names } = await this.send<{ 'register-names': readonly string[] }>(
      `-data-list-register-names ${where}`,
    );
    const numbers = names.flatMap((name, number) => (name === '' ? [] : [number]));
    const values = await this.registers.read(numbers, async (wanted) => {
      const command = `-data-list-register-values ${where} x ${wanted.join(' ')}`;
      return (await this.send<{ 'register-values': readonly RegisterValue[] }>(command))['register-values'];
    });
    return values.map(({ number, value }) => {
      const name = names[Number(number)] ?? number;
      return { name, evaluateName: `$${name}`, value, variablesReference: 0 };
    });
  }

  protected override async readMemoryRequest(
    response: DebugProtocol.ReadMemoryResponse,
    args: DebugProtocol.ReadMemoryArguments,
  ): Promise<void> {
    const { memoryReference, offset = 0, count } = args;
    try {
      const address = await this.addressOf(memoryReference, offset);
      const data = await this.readMemory(address, count);
      response.body = {
        address: `0x${address.toString(16)}`,
        data: data.toString('base64'),
        ...(data.length < count && { unreadableBytes: count - data.length }),
      };
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  protected override async disassembleRequest(
    response: DebugProtocol.DisassembleResponse,
    args: DebugProtocol.DisassembleArguments,
  ): Promise<void> {
    try {
      const address = await this.addressOf(args.memoryReference, args.offset ?? 0);
      response.body = {
        instructions: await disassemble(
          gdbDecoder((command) => this.send(command)),
          address,
          args.instructionOffset ?? 0,
          args.instructionCount,
        ),
      };
      this.sendResponse(response);
    } catch (error) {
      this.refuse(response, error);
    }
  }

  /** Handles are numbered anew at every stop. */
  protected override sendContinuedEvent(threadId: number, all?: boolean): void {
    this.globalScopes.clear();
    super.sendContinuedEvent(threadId, all);
  }

  /** Where one frame's caller cannot be found GDB gives none: then as many as there are without an error. */
  private async frames(threadId: number, low: number, high: number): Promise<readonly Frame[]> {
    let failure: unknown;
    for (const last of [high, low + 15, low + 3, low].filter((each) => each <= high)) {
      try {
        const command = `-stack-list-frames --thread ${threadId} ${low} ${last}`;
        return realFrames((await this.send<{ stack: readonly Frame[] }>(command)).stack);
      } catch (error) {
        failure = error;
      }
    }
    if (low > 0) return [];
    throw failure;
  }

  private stackFrame(frame: Frame, threadId: number): DebugProtocol.StackFrame {
    const handle = this.frameHandles.create({ threadId, frameId: Number(frame.level) });
    const source =
      frame.fullname === undefined
        ? undefined
        : new Source(basename(frame.file ?? frame.fullname), frame.fullname);
    const line = frame.line === undefined ? 0 : Number(frame.line);
    const shown: DebugProtocol.StackFrame = new StackFrame(handle, nameOf(frame), source, line);
    shown.instructionPointerReference = frame.addr;
    if (!source) shown.presentationHint = 'subtle';
    return shown;
  }

  private async globalVariables(reference: number): Promise<DebugProtocol.Variable[]> {
    const scope = this.variableHandles.get(reference);
    const frame = this.frameHandles.get(scope.frameHandle);
    this.globals ??= new Globals(
      (command) => this.send(command),
      (command, where) => this.backend.ask(command, where),
      this.programPath,
    );
    const { file } = await this.globals.find(frame);
    this.globalScopes.set(reference, file);
    const { frameHandle } = scope;
    return (await this.globals.list(frame)).map((variable) =>
      asVariable(
        variable,
        variable.hasChildren
          ? this.variableHandles.create({ type: 'object', frameHandle, varobjName: variable.object })
          : 0,
      ),
    );
  }

  /** A reference is a number, or an expression such as `&(buffer)`. */
  private async addressOf(reference: string, offset: number): Promise<bigint> {
    if (/^(0x[0-9a-f]+|\d+)$/i.test(reference)) return BigInt(reference) + BigInt(offset);
    const { value } = await this.send<{ value: string }>(`-data-evaluate-expression ${quote(reference)}`);
    const number = /0x[0-9a-f]+|\d+/i.exec(value)?.[0];
    if (number === undefined) throw new Error(`${reference} is no address: ${value}`);
    return BigInt(number) + BigInt(offset);
  }

  /** What can be read from an address on, up to the first gap. */
  private async readMemory(address: bigint, count: number): Promise<Buffer> {
    if (count === 0) return Buffer.alloc(0);
    try {
      const { memory } = await this.send<{ memory: readonly MemoryBlock[] }>(
        `-data-read-memory-bytes 0x${address.toString(16)} ${count}`,
      );
      const block = memory.find(({ begin }) => BigInt(begin) === address);
      return Buffer.from(block?.contents ?? '', 'hex');
    } catch (error) {
      if (/Unable to read memory|Cannot access memory/i.test(messageOf(error))) return Buffer.alloc(0);
      throw error;
    }
  }
}

/** Without symbols GDB calls every function `??`. */
function nameOf({ func, addr }: Frame): string {
  return func === undefined || func === '??' ? addr : func;
}

/** A start routine that nobody has called looks as if address 0 had. */
function realFrames(stack: readonly Frame[]): readonly Frame[] {
  const last = stack.at(-1);
  return last && last.level !== '0' && BigInt(last.addr) === 0n ? stack.slice(0, -1) : stack;
}
