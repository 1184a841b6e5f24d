interface Rule {
  matches(arg: string, value: string): boolean;
  readonly warning: string;
}

const EVERYWHERE = 'listens on every network interface, and who connects may run programs as you';

/** What people bring along from shell scripts, and what it does here. */
const RULES: readonly Rule[] = [
  {
    matches: (arg) => arg === '-s',
    warning: `"-s" ${EVERYWHERE}; "-gdb tcp:127.0.0.1:1234" does not`,
  },
  {
    matches: (arg, value) =>
      isListener(arg) && /(?:tcp|telnet|websocket|udp)::|0\.0\.0\.0|\[::\]/.test(value),
    warning: `it ${EVERYWHERE}; write 127.0.0.1`,
  },
  {
    matches: (arg, value) => arg === '-vnc' && /^(?::|0\.0\.0\.0)/.test(value),
    warning: 'the screen is served on every network interface; write 127.0.0.1:N',
  },
  {
    matches: (arg, value) => (arg === '-chardev' && /\bmux=on\b/.test(value)) || value === 'mon:stdio',
    warning: 'a multiplexed chardev keeps Ctrl-A for itself, and Ctrl-A X ends QEMU',
  },
  {
    matches: (arg) => arg === '-nographic',
    warning:
      '"-nographic" puts another serial port and the monitor on QEMU\'s stdio; "display": "none" is enough',
  },
  {
    matches: (arg) => arg === '-serial',
    warning: 'ports added here have no terminal; use "serial" instead',
  },
  {
    matches: (arg) => arg === '-D',
    warning: 'QEMU\'s log goes to that file and not into the "QEMU" log',
  },
  {
    matches: (arg, value) => /\breconnect(?:-ms)?=/.test(value) && arg === '-chardev',
    warning: '"reconnect" loses what is sent before the connection stands, and is gone from QEMU 10.2',
  },
];

function isListener(arg: string): boolean {
  return ['-gdb', '-qmp', '-monitor', '-chardev', '-serial'].includes(arg);
}

/** What is worth a warning in the user's own arguments; each names the argument. */
export function argumentWarnings(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const value = args[index + 1] ?? '';
    // QEMU takes two dashes as well as one.
    const option = arg.replace(/^--/, '-');
    const shown = value === '' || value.startsWith('-') ? arg : `${arg} ${value}`;
    return RULES.filter((rule) => rule.matches(option, value)).map(
      (rule) => `args: ${shown}: ${rule.warning}`,
    );
  });
}
