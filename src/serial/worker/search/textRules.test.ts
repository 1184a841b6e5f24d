import assert from 'node:assert/strict';
import { readCrashes } from '../../../crash/readText';
import { LoadTracker } from '../../../symbols/loads/loadTracker';
import type { OwnCrashRule } from '../../protocol';
import { linePattern } from './linePattern';
import { textRules } from './textRules';

const crash = (fields: Partial<OwnCrashRule> = {}): OwnCrashRule => ({
  field: 'crashRules[0]',
  trigger: 'kernel died',
  begins: String.raw`^kernel died: (?<title>.*) at (?<file>[^:]+):(?<line>\d+)`,
  ...fields,
});

describe('rules of a person’s own for a port’s text', () => {
  it('rules of a person’s own are asked before what is known, which is still looked for', () => {
    const rule = crash({ trigger: 'panic', begins: '^panic: (?<title>.*)', title: 'unused' });
    const { recognisers, refused } = textRules({ crashes: [rule], loads: [] });
    const log = Buffer.from("panic: acquire\n\nthread 'main' panicked at src/main.rs:2:5:\nboom\n");
    assert.deepEqual(
      readCrashes(log, recognisers).map(({ system }) => system),
      ['own', 'rust'],
    );
    assert.deepEqual(refused, []);
  });

  it('a rule’s trigger is looked for in the bytes of a port, and so is each known one', () => {
    const { triggers } = textRules({ crashes: [crash()], loads: [] });
    const isFound = (text: string): boolean => {
      let found = false;
      triggers.scanBytes(Buffer.from(text), 0, () => (found = true));
      return found;
    };
    assert.deepEqual(['the kernel died', 'Kernel Offset: ', 'all is well'].map(isFound), [true, true, false]);
  });

  it('a rule for loads gives places of images', () => {
    const pattern = String.raw`^loaded (?<name>\S+) at (?<text>0x[0-9a-f]+)`;
    const { loadRules } = textRules({
      crashes: [],
      loads: [{ field: 'loadRules[0]', trigger: 'loaded ', pattern }],
    });
    const tracker = new LoadTracker(loadRules);
    tracker.take('loaded driver at 0x4000');
    assert.deepEqual(tracker.loads, [{ kind: 'own', name: 'driver', where: { text: 0x4000n } }]);
  });

  it('a rule is not used, and named, when one of its patterns is not linear, or when there are too many', () => {
    const named = (fields: Partial<OwnCrashRule>, index: number): OwnCrashRule =>
      crash({ ...fields, field: `crashRules[${index}]` });
    const crashes = [{ begins: '(?=a)' }, { frame: String.raw`(a)\1` }, { ends: '(?<!a)' }, {}].map(named);
    const loads = Array.from({ length: 101 }, (_, index) => ({
      field: `loadRules[${index}]`,
      trigger: 'loaded',
      pattern: 'loaded',
    }));
    const { refused, loadRules } = textRules({ crashes, loads });
    assert.deepEqual(refused, ['crashRules[0]', 'crashRules[1]', 'crashRules[2]', 'loadRules[100]']);
    assert.equal(loadRules.length, 100);
  });

  it('a person’s pattern takes time in proportion to a hostile line', () => {
    const match = linePattern('^(a+)+$');
    assert.ok(match);
    assert.equal(match(`${'a'.repeat(4000)}!`), undefined);
    assert.deepEqual(linePattern('(?<one>a)(?<two>b)?')?.('xa'), {
      text: 'a',
      groups: { one: 'a', two: undefined },
    });
  });
});
