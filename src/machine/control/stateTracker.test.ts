import assert from 'node:assert/strict';
import { TaskGroup } from '../../concurrency/taskGroup';
import { until } from '../../../test/support/until';
import { StateTracker } from './stateTracker';

describe('StateTracker', () => {
  let group: TaskGroup;
  let answers: ((status: string) => void)[];
  let tracker: StateTracker;
  beforeEach(() => {
    group = new TaskGroup('machine');
    answers = [];
    const ask = (): Promise<string> => new Promise((resolve) => answers.push(resolve));
    tracker = new StateTracker(group, ask, () => true);
    tracker.input({ kind: 'started' });
  });
  afterEach(async () => {
    tracker.dispose();
    answers.forEach((answer) => answer('running'));
    await group.close();
  });
  const event = (name: string): void => tracker.event({ name, data: {}, time: 0 });

  it('StateTracker does not take an answer for newer than the events that came behind it', async () => {
    const states: string[] = [];
    tracker.onDidChange((state) => states.push(state));
    event('STOP');
    assert.equal(answers.length, 1);
    // QEMU has answered, and the guest has gone on before the answer was heard.
    answers[0]?.('debug');
    event('RESUME');
    await until('it asks again', () => answers.length === 2);
    assert.equal(tracker.model.state, 'running');
    answers[1]?.('running');
    await until('it is told', () => !group.snapshot().children.some(({ name }) => name === 'query status'));
    assert.deepEqual(states, ['paused', 'running']);
  });

  it('StateTracker explains a stop by what QEMU answers', async () => {
    event('STOP');
    answers[0]?.('debug');
    await until('it is explained', () => tracker.model.why !== 'paused');
    assert.deepEqual([tracker.model.state, tracker.model.why], ['paused', 'debugger']);
  });
});
