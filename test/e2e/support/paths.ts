import { resolve } from 'node:path';

// The bundle of a test lies in out/e2e.
export const ROOT = resolve(__dirname, '..', '..');

/** The folder that the tests' window has open. */
const WORKSPACE = resolve(ROOT, 'test', 'e2e', 'workspace');

/** A file of the workspace. */
export const inWorkspace = (...parts: string[]): string => resolve(WORKSPACE, ...parts);
