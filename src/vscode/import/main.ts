import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { importMachine } from './importMachine';
import { install, openInstallHelp } from './install';
import { launchMachine } from './launchMachine';
import { pasteCommandLine } from './pasteCommandLine';
import { Preview } from './preview';

/** What `dist/import.js` holds: the choice of what to launch, machines from command lines, from other
 * debuggers' configurations and from processes, and the installation of what is missing. */
export interface ImportFeatures {
  /** @param text A command line; the person is asked for one if there is none. */
  pasteCommandLine(text: unknown): Promise<void>;
  importMachine(): Promise<void>;
  launchMachine(argument: unknown): Promise<unknown>;
  /** @param missing What is missing; the person is asked if it is nothing that we know. */
  install(missing: unknown): Promise<void>;
  installHelp(): Promise<void>;
}

/** Called once a window, when something is first chosen or imported. */
export function createImportFeatures(services: Services): ImportFeatures {
  loadTranslations();
  const preview = new Preview();
  services.context.subscriptions.push(preview);
  return {
    pasteCommandLine: (text) => pasteCommandLine(services, preview, text),
    launchMachine: (argument) => launchMachine(services, argument),
    importMachine: () => importMachine(services, preview),
    install: (missing) => install(services, missing),
    installHelp: () => openInstallHelp(services),
  };
}
