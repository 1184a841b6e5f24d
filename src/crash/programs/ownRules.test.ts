import assert from 'node:assert/strict';
import { readCrashes } from '../readText';
import { RecogniserSet } from '../recogniserSet';
import { ownRecogniser, type OwnMatcher, type OwnRule } from './ownRules';

/** A person's pattern; the product's are run by a linear engine. */
function matcher(pattern: RegExp): OwnMatcher {
  return (text) => {
    const found = pattern.exec(text);
    return found ? { text: found[0], groups: found.groups ?? {} } : undefined;
  };
}

const RULE: OwnRule = {
  trigger: 'kernel died',
  begins: matcher(/^kernel died: (?<title>.*) at (?<file>[^:]+):(?<line>\d+) in (?<function>\w+)/),
  frame: matcher(/^ -> (?<function>\w+) (?<address>0x[0-9a-f]+)/),
  ends: matcher(/^end of stack/),
};

const LOG = `hello
kernel died: queue is empty at demo.c:42 in take
 -> take 0x80001234
 -> main 0x80000020
end of stack
goodbye
`;

describe('Rules of a person’s own', () => {
  it('rules of a person’s own give a report its title, place, function and frames', () => {
    const [report, ...others] = readCrashes(Buffer.from(LOG), new RecogniserSet(ownRecogniser([RULE])));
    assert.ok(report);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [report.system, report.title, report.file, report.line, report.guilty],
      ['own', 'queue is empty', 'demo.c', 42, 'take'],
    );
    assert.deepEqual(
      report.frames.map(({ symbol, address }) => [symbol, address]),
      [
        ['take', '80001234'],
        ['main', '80000020'],
      ],
    );
    assert.equal(LOG.slice(report.start, report.end).split('\n').at(-2), 'end of stack');
  });

  it('a report takes the rule’s title, or the first line, when the pattern of a person’s own rule names none', () => {
    const plain: OwnRule = { trigger: 'kernel died', begins: matcher(/^kernel died/) };
    const titled = { ...plain, title: 'the kernel died' };
    const titles = [plain, titled].map(
      (rule) => readCrashes(Buffer.from('kernel died\n'), new RecogniserSet(ownRecogniser([rule])))[0]?.title,
    );
    assert.deepEqual(titles, ['kernel died', 'the kernel died']);
  });
});
