import assert from 'node:assert/strict';
import { searchUrl } from './crashSearch';

describe('the page that searches for a crash', () => {
  it('the page that searches for a crash is the public tracker of its system, unless a setting names another', () => {
    assert.equal(
      searchUrl('linux', 'KASAN: slab-out-of-bounds Read in foo', ''),
      'https://lore.kernel.org/all/?q=KASAN%3A%20slab-out-of-bounds%20Read%20in%20foo',
    );
    assert.equal(searchUrl('sample', 'PANIC: x', ''), undefined);
    assert.equal(
      searchUrl('sample', 'a b', 'https://b.example/?q=${title}&t=${title}'),
      'https://b.example/?q=a%20b&t=a%20b',
    );
    assert.equal(searchUrl('linux', 'x', 'none'), undefined);
  });

  it('the page that searches for a crash is never one of another kind than the web’s', () => {
    for (const template of ['command:x?${title}', 'file:///${title}', 'vscode://x/${title}', '${title}'])
      assert.equal(searchUrl('linux', 'https://x', template), undefined, template);
  });

  it('the page that searches for a crash is not changed by what a guest calls its crash', () => {
    const url = searchUrl(
      'linux',
      'a&b=c#d?e%f+g $& ${title}\u0000\u001b "x"',
      'https://b.example/?q=${title}',
    );
    assert.equal(url, 'https://b.example/?q=a%20b%20c%20d%20e%20f%20g%20%7Btitle%7D%20%22x%22');
    const { pathname, searchParams, hash } = new URL(url);
    assert.deepEqual([pathname, [...searchParams.keys()], hash], ['/', ['q'], '']);
  });
});
