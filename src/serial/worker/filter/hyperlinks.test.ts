import assert from 'node:assert/strict';
import { Hyperlinks } from './hyperlinks';

describe('hyperlinks', () => {
  let links: Hyperlinks;

  beforeEach(() => (links = new Hyperlinks()));

  const CLOSE = '\x1b]8;;\x1b\\';

  it('a link and its end are passed on', () => {
    assert.equal(links.open('https://a'), '\x1b]8;;https://a\x1b\\');
    assert.equal(links.print('text'), 'text');
    assert.equal(links.sequence(true), '');
    assert.equal(links.close(), CLOSE);
    assert.equal(links.close(), '');
  });

  it('a link whose text or lines have no end is closed', () => {
    links.open('https://a');
    assert.equal(links.print('x'.repeat(2000)), `${'x'.repeat(512)}${CLOSE}${'x'.repeat(1488)}`);
    links.open('https://a');
    assert.equal(links.print('x\n'.repeat(10)), `${'x\n'.repeat(4)}${CLOSE}${'x\n'.repeat(6)}`);
    links.open('https://a');
    const moves = Array.from({ length: 10 }, () => links.sequence(false));
    assert.equal(moves.filter((close) => close === CLOSE).length, 1);
    assert.equal(links.isOpen, false);
  });

  it('no more links are given out than a terminal can keep, and more as lines scroll away', () => {
    const opened = (): number =>
      Array.from({ length: 16_000 }, (_, index) => links.open(`https://a/${index}`)).filter((one) =>
        one.includes('https'),
      ).length;
    assert.equal(opened(), 128);
    assert.equal(links.alive, 128);
    links.scrolled(63);
    assert.equal(opened(), 0);
    links.scrolled(1);
    assert.equal(opened(), 1);
    links.scrolled(1_000_000);
    assert.equal(opened(), 128);
  });

  it('addresses of links that are longer than a page has are refused', () => {
    assert.equal(links.open(`https://${'a'.repeat(3000)}`), '');
  });
});
