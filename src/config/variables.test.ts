import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { substitute } from './variables';

describe('variables', () => {
  const values = { workspaceFolder: '/w' };

  it('variables are put in wherever there is text', () => {
    const input = {
      kernel: '${workspaceFolder}/k',
      args: ['${userHome}', 3],
      env: { A: null },
      deep: [{ a: '${userHome}/x' }],
    };
    assert.deepEqual(substitute(input, values), {
      kernel: '/w/k',
      args: [homedir(), 3],
      env: { A: null },
      deep: [{ a: `${homedir()}/x` }],
    });
  });

  it('variables come from the environment, where a missing one is empty', () => {
    assert.equal(substitute('${env:PATH}', values), process.env['PATH']);
    assert.equal(substitute('[${env:QSD_NOT_THERE}]', values), '[]');
  });

  it('variables leave alone what is not theirs: a U-Boot environment, a workspace that is none', () => {
    assert.equal(substitute('bootcmd=${bootcmd}; ${command:x}', values), 'bootcmd=${bootcmd}; ${command:x}');
    assert.equal(substitute('${workspaceFolder}/k', {}), '${workspaceFolder}/k');
  });
});
