import type { DebuggerKind } from '../../../../config/debug/debugSchema';

/** Other debuggers that a session of ours can be handed to. */
export type DelegateKind = Extract<DebuggerKind, 'gdb-dap' | 'lldb-dap' | 'cppdbg'>;

/** Which of them a configuration wants. */
export function delegateOf({ debugger: kind }: { readonly debugger?: unknown }): DelegateKind | undefined {
  return kind === 'gdb-dap' || kind === 'lldb-dap' || kind === 'cppdbg' ? kind : undefined;
}

/** The extension that brings a debugger; GDB brings its own adapter, which needs none. */
export const EXTENSIONS: Readonly<Record<Exclude<DelegateKind, 'gdb-dap'>, string>> = {
  'lldb-dap': 'llvm-vs-code-extensions.lldb-dap',
  cppdbg: 'ms-vscode.cpptools',
};
