import type { Machine } from '../../machine/machine';
import type { PortCrash } from '../../serial/client';
import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { CrashDocuments } from './crashDocuments';
import { CrashProblems } from './crashProblems';
import { TerminalLinks } from './links/terminalLinks';
import { MachineCrashes } from './machineCrashes';
import { MachineWatch } from './machineWatch';
import { SymbolService } from './symbolService';

/** Everything about crashes, which `dist/crash.js` holds. */
export interface CrashFeatures {
  /** What machines' addresses mean. */
  readonly symbols: SymbolService;
  readonly links: TerminalLinks;
  /** What machines do by themselves, and their resets. */
  readonly watch: MachineWatch;
  /** Tells of a crash. */
  tell(machine: Machine, crash: PortCrash): void;
}

/** Called once a window, when it is first asked for. */
export function createCrashFeatures(services: Services): CrashFeatures {
  loadTranslations();
  const symbols = new SymbolService(services);
  const documents = new CrashDocuments();
  services.context.subscriptions.push(documents, new CrashProblems(services));
  const known = new WeakMap<Machine, MachineCrashes>();
  return {
    symbols,
    links: new TerminalLinks(services, symbols, documents),
    watch: new MachineWatch(services),
    tell: (machine, crash) => {
      const crashes = known.get(machine) ?? new MachineCrashes(services, symbols, machine);
      known.set(machine, crashes);
      crashes.tell(crash);
    },
  };
}
