import type * as vscode from 'vscode';

/** The part of an adapter's messages that is looked at. */
interface Sent {
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: { readonly stackFrames?: readonly Frame[] };
}

interface Frame {
  readonly name: string;
  readonly line: number;
  readonly source?: { readonly name?: string; readonly path?: string; readonly sourceReference?: number };
}

/**
 * Takes sources that are not on this computer out of a stack, and puts their names beside those of the functions. At a
 * breakpoint and after a step VS Code opens whatever source the top frame has, and for one that is only a name that is
 * an empty tab: src/vs/workbench/contrib/debug/common/debugModel.ts, `Thread.getTopStackFrame`.
 * @param message Any message on its way to the editor.
 */
export function withoutAbsentSources(message: vscode.DebugProtocolMessage): vscode.DebugProtocolMessage {
  const { command, success, body } = message as Sent;
  if (command !== 'stackTrace' || success !== true || !body?.stackFrames) return message;
  return { ...message, body: { ...body, stackFrames: body.stackFrames.map(withoutAbsentSource) } };
}

function withoutAbsentSource(frame: Frame): Frame {
  if (frame.source === undefined || hasSource(frame)) return frame;
  const { source, ...others } = frame;
  const place = source.name === undefined ? '' : ` (${source.name}:${frame.line})`;
  return { ...others, name: `${frame.name}${place}` };
}

/** Whether an editor can show the source of a frame. */
export function hasSource({ source }: Pick<Frame, 'source'>): boolean {
  return source !== undefined && (source.path !== undefined || (source.sourceReference ?? 0) > 0);
}
