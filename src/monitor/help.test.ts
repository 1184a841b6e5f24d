import assert from 'node:assert/strict';
import { choices, parseHelp, parseInfoHelp } from './help';

// Shapes that QEMU 7.2 to 10 print: aliases, flags, alternatives, text and syntax over several lines.
const HELP = [
  'block_job_cancel [-f] device -- stop an active background block operation (use -f',
  '\t\t\t if you want to abort the operation immediately',
  '\t\t\t instead of keep running until data is in sync)',
  'chardev-send-break id -- send a break on chardev',
  'cont|c  -- resume emulation',
  'drive_add [-n] [[<domain>:]<bus>:]<slot>',
  '[file=file][,if=type][,bus=n]',
  '[,readonly=on|off][,copy-on-read=on|off] -- add drive to PCI storage controller',
  'help|? [cmd] -- show the help',
  'sync-profile [on|off|reset] -- enable, disable or reset synchronization profiling.',
  'trace-event name on|off [vcpu] -- changes status of a specific trace event',
  '',
].join('\r\n');

describe('human monitor help', () => {
  const commands = parseHelp(HELP);
  const find = (name: string) => commands.find((command) => command.names.includes(name))!;

  it('the monitor’s help has every command, with its aliases', () => {
    assert.deepEqual(
      commands.map((command) => command.names),
      [
        ['block_job_cancel'],
        ['chardev-send-break'],
        ['cont', 'c'],
        ['drive_add'],
        ['help', '?'],
        ['sync-profile'],
        ['trace-event'],
      ],
    );
  });

  it('the monitor’s help has parameters without flags and brackets', () => {
    assert.deepEqual(find('block_job_cancel').parameters, ['device']);
    assert.deepEqual(find('help').parameters, ['cmd']);
    assert.deepEqual(find('trace-event').parameters, ['name', 'on|off', 'vcpu']);
    assert.deepEqual(find('c').parameters, []);
  });

  it('the monitor’s help has the first line of the summary, also where the syntax goes over several lines', () => {
    assert.equal(find('block_job_cancel').summary, 'stop an active background block operation (use -f');
    assert.equal(find('drive_add').summary, 'add drive to PCI storage controller');
    assert.equal(find('cont').summary, 'resume emulation');
  });

  it('the monitor’s help tells alternatives from placeholders', () => {
    assert.deepEqual(choices(find('sync-profile').parameters[0]), ['on', 'off', 'reset']);
    assert.deepEqual(choices(find('trace-event').parameters[0]), []);
    assert.deepEqual(choices('[tcp|udp]:[hostaddr]:hostport'), []);
    assert.deepEqual(choices(undefined), []);
  });

  it('the monitor’s help has the subcommands of info', () => {
    const topics = parseInfoHelp(
      'info balloon  -- show balloon information\r\ninfo block [-n] [device] -- show info\r\n',
    );
    assert.deepEqual(topics, [
      { names: ['balloon'], parameters: [], summary: 'show balloon information' },
      { names: ['block'], parameters: ['device'], summary: 'show info' },
    ]);
  });

  it('a text that is no help is read as no commands', () => {
    assert.deepEqual(parseHelp(''), []);
    assert.deepEqual(parseHelp('unknown command: "help"'), []);
  });
});
