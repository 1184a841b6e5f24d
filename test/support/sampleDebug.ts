import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { MachineConfiguration } from '../../src/api';
import { SAMPLE_FOLDER, SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import type { DebugDriver } from './debugDriver';
import type { DebugRoom } from './debugRoom';
import { Dialogue } from './dialogue';

/** A source file of the sample guest, as a debugger names it. */
export const source = (name: string): string => join(SAMPLE_FOLDER, name);
export const COUNTER_C = source('counter.c');

/** The line of a source file that has a text in it, so that tests outlive edits of the guest. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = lines.findIndex((line) => line.includes(text));
  assert.ok(at >= 0, `${file} has no ${text}`);
  return at + 1;
}

/** Lines of `do_counter` in the order in which they run. */
export const BEFORE = lineOf(COUNTER_C, 'int before = counter;');
export const AFTER = lineOf(COUNTER_C, 'int after = add(');
export const STORE = lineOf(COUNTER_C, 'counter = after;');
export const PRINT = lineOf(COUNTER_C, 'print("counter %d');

/** A launch configuration for the sample guest. */
export function launchSample(
  fields: object = {},
  machine: Partial<MachineConfiguration> = {},
): Record<string, unknown> {
  return { ...sampleGuest(machine), request: 'launch', ...fields };
}

/** The conversation with the sample guest of the newest session, from its first prompt on. */
export async function talk(room: DebugRoom): Promise<Dialogue> {
  const dialogue = new Dialogue(room.machine.ports[0]!.serial, SAMPLE_PROMPT, room.room.tasks.signal);
  await dialogue.hear(SAMPLE_PROMPT);
  return dialogue;
}

export async function setBreakpoints(
  driver: DebugDriver,
  path: string,
  breakpoints: readonly Partial<DebugProtocol.SourceBreakpoint>[],
): Promise<DebugProtocol.Breakpoint[]> {
  const body = await driver.ask<{ breakpoints: DebugProtocol.Breakpoint[] }>('setBreakpoints', {
    source: { path },
    breakpoints,
  });
  return body.breakpoints;
}

/** Stops the session and waits until it is over. */
export async function finish(driver: DebugDriver): Promise<void> {
  await driver.ask('terminate');
  await driver.next('terminated');
  await driver.ask('disconnect');
}
