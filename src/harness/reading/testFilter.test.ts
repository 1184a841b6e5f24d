import assert from 'node:assert/strict';
import type { TestFilter, TestProtocol } from '../../config/steps/runSchema';
import { filledIn, filterOf, type WantedTests } from './testFilter';

const one = (...path: string[]): WantedTests => ({ path, below: [] });
const group = (name: string, ...tests: string[]): WantedTests => ({
  path: [name],
  below: tests.map((test) => [name, test]),
});

function append(protocol: TestProtocol, ...wanted: WantedTests[]): string | undefined {
  const filter = filterOf(protocol);
  return filter && filledIn(filter, wanted)?.append;
}

describe('the filter for some tests', () => {
  it('the filter for some tests of KUnit names the one that is wanted, or its group when there are several', () => {
    assert.equal(append('ktap', one('text', 'decimal')), 'kunit.filter_glob=text.decimal');
    assert.equal(append('ktap', group('text', 'a', 'b')), 'kunit.filter_glob=text.*');
    assert.equal(append('ktap', one('text')), 'kunit.filter_glob=text.*');
    assert.equal(append('ktap', one('text', 'a'), one('text', 'b')), 'kunit.filter_glob=text.*');
    assert.equal(append('ktap', one('text', 'a', '1'), one('text', 'a', '2')), 'kunit.filter_glob=text.a');
    const parameters = { path: ['text', 'a'], below: [['text', 'a', '1']] };
    assert.equal(append('ktap', parameters), 'kunit.filter_glob=text.a');
  });

  it('the filter for some tests of ztest lists them', () => {
    assert.equal(append('ztest', one('ring', 'order')), '-test=ring::order');
    assert.equal(
      append('ztest', one('ring', 'order'), group('queue', 'put'), one('ring', 'order')),
      '-test=ring::order,queue::*',
    );
  });

  it('the filter for some tests that a person writes says where it goes and how a test is called', () => {
    const names: TestFilter = {
      args: ['-fw_cfg', 'name=opt/tests,string=${tests}'],
      test: '${name}',
      between: ' ',
    };
    const own = filterOf('libtest', names) ?? names;
    assert.deepEqual(filledIn(own, [one('ring', 'full', 'twice'), one('flat')]), {
      args: ['-fw_cfg', 'name=opt/tests,string=ring::full::twice flat'],
    });
    // A filter that knows no groups is told their tests.
    assert.deepEqual(filledIn(own, [group('ring', 'a', 'b')]), {
      args: ['-fw_cfg', 'name=opt/tests,string=ring::a ring::b'],
    });
    assert.equal(filterOf('ktap', own), own);
  });

  it('the filter for some tests is none where one pattern cannot choose them, or a name could say more than a name', () => {
    assert.equal(append('ktap', one('text', 'a'), one('timer', 'b')), undefined);
    assert.equal(append('ktap', one('text init=/bin/sh', 'a')), undefined);
    assert.equal(append('ktap', one('text', 'a*')), undefined);
    assert.equal(append('ktap', one('text', 'a'), one('text', 'b c')), undefined);
    assert.equal(append('ztest', one('$&', 'a')), undefined);
    assert.equal(append('ktap'), undefined);
    assert.equal(append('tap', one('text', 'a')), undefined);
  });
});
