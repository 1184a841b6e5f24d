import assert from 'node:assert/strict';
import { withoutKaslr } from './withoutKaslr';

describe('a kernel that is to stay where it was linked to', () => {
  it('a kernel that is to stay where it was linked to is told so on its command line, wherever that is written', () => {
    assert.deepEqual(withoutKaslr({ append: 'console=ttyS0' }, {}), {
      field: 'append',
      value: 'console=ttyS0 nokaslr',
    });
    assert.deepEqual(withoutKaslr({}, {}), { field: 'append', value: 'nokaslr' });
    assert.deepEqual(withoutKaslr({ kernel: 'k' }, { append: 'from=settings' }), {
      field: 'append',
      value: 'from=settings nokaslr',
    });
    assert.deepEqual(withoutKaslr({ append: 'x', args: ['-s', '-append', 'a=b', '-S'] }, {}), {
      field: 'args',
      value: ['-s', '-append', 'a=b nokaslr', '-S'],
    });
    assert.deepEqual(withoutKaslr({ append: 'x' }, { args: ['-append', 'from=settings'] }), {
      field: 'args',
      value: ['-append', 'from=settings nokaslr'],
    });
  });

  it('a kernel that is to stay where it was linked to is not told what is for its first process', () => {
    assert.deepEqual(withoutKaslr({ append: 'quiet -- single' }, {}), {
      field: 'append',
      value: 'quiet nokaslr -- single',
    });
  });

  it('a kernel that is to stay where it was linked to is not told twice', () => {
    assert.equal(withoutKaslr({ append: 'nokaslr quiet' }, {}), undefined);
    assert.equal(withoutKaslr({ args: ['-append', 'quiet nokaslr'] }, {}), undefined);
    assert.equal(withoutKaslr({ kernel: 'k' }, { append: 'nokaslr' }), undefined);
    assert.notEqual(withoutKaslr({ append: 'xnokaslr' }, {}), undefined);
  });
});
