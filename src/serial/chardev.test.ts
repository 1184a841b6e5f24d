import assert from 'node:assert/strict';
import { chardevOption, pipeChardev, portId } from './chardev';

describe('a -chardev option', () => {
  it('a -chardev option names the backend first, then the id, then the options', () => {
    assert.equal(chardevOption(pipeChardev(portId(1), '/tmp/x/ser1')), 'pipe,id=qsd-ser1,path=/tmp/x/ser1');
  });

  it('a -chardev option has the commas of a path doubled, as QEMU’s option syntax asks', () => {
    assert.equal(chardevOption(pipeChardev('ser0', '/tmp/a,b/ser0')), 'pipe,id=ser0,path=/tmp/a,,b/ser0');
  });
});
