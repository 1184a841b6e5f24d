import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

/** The requests that our sessions serve by themselves: each returns the answer's body, and throws to refuse. */
interface Served {
  continue(args: Dap.ContinueArguments): Promise<Dap.ContinueResponse['body']>;
  dataBreakpointInfo(args: Dap.DataBreakpointInfoArguments): Promise<Dap.DataBreakpointInfoResponse['body']>;
  disassemble(args: Dap.DisassembleArguments): Promise<Dap.DisassembleResponse['body']>;
  evaluate(args: Dap.EvaluateArguments): Promise<Dap.EvaluateResponse['body']>;
  exceptionInfo(args: Dap.ExceptionInfoArguments): Promise<Dap.ExceptionInfoResponse['body']>;
  next(args: Dap.NextArguments): Promise<void>;
  pause(args: Dap.PauseArguments): Promise<void>;
  readMemory(args: Dap.ReadMemoryArguments): Promise<Dap.ReadMemoryResponse['body']>;
  restart(args: Dap.RestartArguments): Promise<void>;
  reverseContinue(args: Dap.ReverseContinueArguments): Promise<void>;
  scopes(args: Dap.ScopesArguments): Promise<Dap.ScopesResponse['body']>;
  setBreakpoints(args: Dap.SetBreakpointsArguments): Promise<Dap.SetBreakpointsResponse['body']>;
  setDataBreakpoints(args: Dap.SetDataBreakpointsArguments): Promise<Dap.SetDataBreakpointsResponse['body']>;
  setFunctionBreakpoints(
    args: Dap.SetFunctionBreakpointsArguments,
  ): Promise<Dap.SetFunctionBreakpointsResponse['body']>;
  setInstructionBreakpoints(
    args: Dap.SetInstructionBreakpointsArguments,
  ): Promise<Dap.SetInstructionBreakpointsResponse['body']>;
  setVariable(args: Dap.SetVariableArguments): Promise<Dap.SetVariableResponse['body']>;
  stackTrace(args: Dap.StackTraceArguments): Promise<Dap.StackTraceResponse['body']>;
  stepBack(args: Dap.StepBackArguments): Promise<void>;
  stepIn(args: Dap.StepInArguments): Promise<void>;
  stepOut(args: Dap.StepOutArguments): Promise<void>;
  threads(): Promise<Dap.ThreadsResponse['body']>;
  variables(args: Dap.VariablesArguments): Promise<Dap.VariablesResponse['body']>;
  writeMemory(args: Dap.WriteMemoryArguments): Promise<Dap.WriteMemoryResponse['body']>;
}

/** Some of the requests, each with what serves it. */
export type Handlers = { readonly [C in keyof Served]?: Served[C] };

/** Requests after which the guest runs, forwards or backwards. */
const RESUMING: ReadonlySet<string> = new Set<keyof Served>([
  'continue',
  'next',
  'reverseContinue',
  'stepBack',
  'stepIn',
  'stepOut',
]);

/** Whether a request makes the guest run. */
export function resumes(command: string): boolean {
  return RESUMING.has(command);
}
