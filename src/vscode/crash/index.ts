import * as vscode from 'vscode';
import type { Machine } from '../../machine/machine';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type { ExternalGuest } from '../sessions/guest';
import type * as main from './main';

/**
 * Tells of crashes in what guests print: each in the log, and one at a time for a machine in a notification; and links from what they
 * print to sources. The rest is in `dist/crash.js`, a bundle of its own that is loaded at the first crash, the first reset by a guest, the
 * first machine that does something by itself, or when the mouse is first over a guest's text.
 */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'crash');
  let created: main.CrashFeatures | undefined;
  const features = (): main.CrashFeatures => (created ??= bundle().createCrashFeatures(services));
  // Each listens until its guest's events end.
  const known = new WeakSet<Machine>();
  const follow = (): void => {
    for (const machine of services.registry.machines) {
      if (known.has(machine)) continue;
      known.add(machine);
      if (machine.config.actions) features().watch.follow(machine);
      machine.onDidReceiveEvent((event) => {
        const { name, data } = event;
        // A person's own only matter once there were some of a guest's.
        if (data['reason'] === 'guest-reset' || (created && name === 'RESET'))
          features().watch.reset(machine, event);
      });
      machine.onDidFindCrash((crash) => features().tell(machine, crash));
    }
  };
  const listener = services.registry.onDidChange(follow);
  const shownIn = new WeakMap<vscode.Terminal, ExternalGuest>();
  const external = services.debugging.connected.event((guest) => {
    for (const terminal of guest.terminals) shownIn.set(terminal, guest);
    guest.onDidFindCrash((crash) => features().tell(guest, crash));
  });
  follow();
  const links = vscode.window.registerTerminalLinkProvider({
    provideTerminalLinks({ terminal, line }, token) {
      const guest = services.terminals.machineOf(terminal) ?? shownIn.get(terminal);
      return guest ? features().links.provide(guest, line, token) : [];
    },
    handleTerminalLink: (link) => features().links.open(link),
  });
  const show = command(services, 'qemu.showCrash', (machine) => features().decoded.show(machine));
  return vscode.Disposable.from(listener, external, links, show);
}
