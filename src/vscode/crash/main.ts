import type { Machine } from '../../machine/machine';
import type { PortCrash } from '../../serial/client';
import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import type { ExternalGuest, Guest } from '../sessions/guest';
import { CrashProblems } from './problems/crashProblems';
import { CrashDocuments } from './documents/crashDocuments';
import { DecodedCrashes } from './documents/decodedCrashes';
import { TerminalLinks } from './links/terminalLinks';
import { GuestCrashes } from './guestCrashes';
import { MachineWatch } from './machineWatch';
import { SymbolService } from '../symbols/symbolService';

/** Everything about crashes, which `dist/crash.js` holds. */
export interface CrashFeatures {
  /** What machines' addresses mean. */
  readonly symbols: SymbolService;
  readonly links: TerminalLinks;
  readonly decoded: DecodedCrashes;
  /** What machines do by themselves, and their resets. */
  readonly watch: MachineWatch;
  /** Tells of a crash: of a machine of this window, or of an external QEMU. */
  tell(guest: Machine | ExternalGuest, crash: PortCrash): void;
}

/** Called once a window, when it is first asked for. */
export function createCrashFeatures(services: Services): CrashFeatures {
  loadTranslations();
  const symbols = new SymbolService(services);
  const documents = new CrashDocuments();
  services.context.subscriptions.push(documents, new CrashProblems(services));
  const links = new TerminalLinks(services, symbols, documents);
  const decoded = new DecodedCrashes(services, documents);
  const known = new WeakMap<Machine | ExternalGuest, GuestCrashes>();
  return {
    symbols,
    links,
    decoded,
    watch: new MachineWatch(services),
    tell: (guest, crash) => {
      const of = 'session' in guest ? guest : guestOf(services, guest);
      const crashes = known.get(guest) ?? new GuestCrashes(services, symbols, of);
      known.set(guest, crashes);
      links.crashed(guest, crash);
      decoded.expect(of, crashes.tell(crash));
    },
  };
}

function guestOf({ terminals }: Services, machine: Machine): Guest {
  const { name, ports, exit } = machine;
  const show = async (wanted: string): Promise<void> => {
    const port = ports.find((one) => one.name === wanted);
    if (port) await terminals.show(machine, port);
  };
  return { name, ports, exit, machine, show };
}
