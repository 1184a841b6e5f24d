import * as vscode from 'vscode';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';

/** What the guest and we say about a failure, in characters. */
const LONGEST_MESSAGE = 10_000;
/** Frames of a crash that are shown. */
const MOST_FRAMES = 50;

/** A message at a place, if one is known. Plain text: the guest's is not read as Markdown. */
export function testMessage(text: string, location?: vscode.Location): vscode.TestMessage {
  const message = new vscode.TestMessage(text.slice(0, LONGEST_MESSAGE));
  if (location) message.location = location;
  return message;
}

/** The same with the source at its place, which the results show. @param name What stands there. */
export function failureMessage(text: string, name: string, location?: vscode.Location): vscode.TestMessage {
  const message = testMessage(text, location);
  if (location)
    message.stackTrace = [new vscode.TestMessageStackFrame(name, location.uri, location.range.start)];
  return message;
}

/** The same with the frames of a crash, the guilty line first. */
export function crashMessage(text: string, { frames, guilty }: ResolvedReport): vscode.TestMessage {
  const message = testMessage(text, guilty && locationOf(guilty.path, guilty.line, guilty.column));
  message.stackTrace = frames.slice(0, MOST_FRAMES).map((frame) => {
    const { printed, function: name = printed.symbol ?? printed.raw, path, line = 1, column } = frame;
    const location = path === undefined ? undefined : locationOf(path, line, column);
    return new vscode.TestMessageStackFrame(name, location?.uri, location?.range.start);
  });
  return message;
}

/** @param line Counted from 1, and so is the column. */
export function locationOf(path: string, line: number, column = 1): vscode.Location {
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  return new vscode.Location(vscode.Uri.file(path), at);
}
