import assert from 'node:assert/strict';
import { NEVER } from '../../concurrency/timeout';
import { lacksAnyTool, noSectionTool, noTool } from './problems';
import { ToolLines } from './toolLines';

describe('the problem that no symbolizer is there', () => {
  it('the problem that no symbolizer is there is what lines say where none is found, and installing one is offered for it alone', async () => {
    const none = new ToolLines('a.elf', undefined as never, () => Promise.resolve([]), undefined);
    const { problem } = await none.lines([1n], undefined, NEVER);
    assert.ok(problem !== undefined && lacksAnyTool(problem), problem);
    // Here a setting is wrong, and there a tool of another kind is missing.
    for (const other of [noTool('my-addr2line'), noSectionTool('a.ko')])
      assert.ok(!lacksAnyTool(other), other);
  });
});
