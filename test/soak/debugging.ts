/** One debug session with GDB after another: each stops at a breakpoint, steps, looks at a variable, and ends. */
import { own } from '../support/command';
import { DebugRoom } from '../support/debugRoom';
import { BEFORE, COUNTER_C, finish, launchSample, setBreakpoints, talk } from '../support/sampleDebug';
import { part } from './part';

part('debugging', async (tasks, { lasts, look }) => {
  let sessions = 0;
  while (lasts()) {
    const room = await DebugRoom.open();
    const closing = { done: false };
    own(tasks, `session ${sessions}`, () => (closing.done ? undefined : room.close()));
    await debugOnce(room);
    closing.done = true;
    await room.closeEmpty();
    sessions++;
    look();
  }
  return { sessions };
});

async function debugOnce(room: DebugRoom): Promise<void> {
  const driver = await room.session(launchSample());
  await driver.begin('launch', async () => {
    await setBreakpoints(driver, COUNTER_C, [{ line: BEFORE }]);
  });
  const dialogue = await talk(room);
  for (const value of [1, 2, 3]) {
    await dialogue.say('counter\r');
    await driver.stopped('breakpoint');
    const [frame] = await driver.frames();
    if (!frame) throw new Error('no frame');
    const shown = await driver.evaluate('counter', frame, 'watch');
    if (shown !== String(value - 1)) throw new Error(`counter is ${shown} instead of ${value - 1}`);
    await driver.ask('next', { threadId: 1 });
    await driver.stopped('step');
    await driver.ask('continue', { threadId: 1 });
    await dialogue.hear(`counter ${value}`);
  }
  await finish(driver);
}
