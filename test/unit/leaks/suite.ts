/** Not a test of the project: run by `hooks.test.ts`; what a suite's hook leaves must be found out at the end. */
import { spawn } from 'node:child_process';

describe('suite', () => {
  before(() => spawn('sleep', ['1237'], { stdio: 'ignore' }).unref());
  it('does nothing itself', () => undefined);
});
