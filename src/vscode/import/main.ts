import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { importMachine } from './importMachine';
import { launchMachine } from './launchMachine';
import { pasteCommandLine } from './pasteCommandLine';
import { Preview } from './preview';

/** What `dist/import.js` holds: the choice of what to launch, and machines from command lines, from other debuggers' configurations and from processes. */
export interface ImportFeatures {
  /** @param text A command line; the person is asked for one if there is none. */
  pasteCommandLine(text: unknown): Promise<void>;
  importMachine(): Promise<void>;
  launchMachine(argument: unknown): Promise<unknown>;
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
  };
}
