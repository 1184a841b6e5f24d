import assert from 'node:assert/strict';
import { byRoom, coverageTable, roomsBelow } from '../run/coverageTable';

describe('the coverage of rooms', () => {
  const rooms = byRoom([
    { path: 'src/log/a.ts', covered: 80, total: 100 },
    { path: 'src/log/deep/b.ts', covered: 100, total: 100 },
    { path: 'src/serial/c.ts', covered: 89, total: 100 },
    { path: 'src/vscode/d.ts', covered: 1, total: 100 },
    { path: 'src/extension.ts', covered: 0, total: 10 },
  ]);

  it('the files of a folder of src and of its sub-folders are one room', () => {
    assert.match(coverageTable(rooms), /^log +90\.0 % +180 of 200 lines, 2 files$/m);
  });

  it('a room below the share is found, unless it runs in a window only', () => {
    assert.deepEqual(
      roomsBelow(rooms, 0.9).map(({ room }) => room),
      ['serial'],
    );
  });
});
