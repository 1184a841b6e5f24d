import assert from 'node:assert/strict';
import { listsByOrigin } from './listsByOrigin';

describe('the entries of tasks.json and launch.json', () => {
  it('entries of a workspace file are no folder’s, also of the only folder’s', () => {
    assert.deepEqual(listsByOrigin({ workspaceValue: ['shared'] }, true), {
      folder: [],
      workspace: ['shared'],
      user: [],
    });
    assert.deepEqual(listsByOrigin({ workspaceFolderValue: ['own'], workspaceValue: ['shared'] }, true), {
      folder: ['own'],
      workspace: ['shared'],
      user: [],
    });
  });

  it('entries of the only folder are its own where there is no workspace file, and listed once', () => {
    const own = { folder: ['own'], workspace: [], user: [] };
    assert.deepEqual(listsByOrigin({ workspaceValue: ['own'] }, false), own);
    assert.deepEqual(listsByOrigin({ workspaceFolderValue: ['own'], workspaceValue: ['own'] }, false), own);
  });

  it('entries of the person’s settings are kept apart, and what is no list has none', () => {
    assert.deepEqual(listsByOrigin({ globalValue: ['mine'], workspaceValue: 'wrong' }, true), {
      folder: [],
      workspace: [],
      user: ['mine'],
    });
  });
});
