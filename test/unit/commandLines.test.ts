import assert from 'node:assert/strict';
import { asLaunch, asTask, convert, debuggerChanges } from '../../src/machine/paste/convert';
import { readPastedCommands } from '../../src/machine/paste/read/pastedCommand';
import { validate } from '../../src/config/validation/validate';
import { validateDebug } from '../../src/config/debug/debugValidate';
import { BOARD_LINES } from '../commandLines/boards';
import { PC_LINES } from '../commandLines/pcs';

describe('a command line that people have, as a configuration', () => {
  for (const { name, text, values = {}, expected, changes } of [...BOARD_LINES, ...PC_LINES]) {
    it(`the command line ${name} becomes the configuration that a careful person writes`, () => {
      const { commands, unknown } = readPastedCommands(text, new Map(Object.entries(values)));
      assert.deepEqual(unknown, []);
      const [command] = commands;
      assert.ok(command && commands.length === 1, JSON.stringify(commands));
      const converted = convert(command);
      const task = asTask(converted);
      assert.deepEqual(task, expected);
      const told = [...converted.changes, ...debuggerChanges(converted)];
      const lines = told.map(({ option, text: why }) => `${option}: ${why}`);
      assert.deepEqual(
        lines.map((line, index) => (line.startsWith(changes[index] ?? '?') ? changes[index] : line)),
        changes,
      );
      assert.deepEqual(validate(task), task, 'a valid task');
      validateDebug({ name, ...asLaunch(converted) });
    });
  }
});
