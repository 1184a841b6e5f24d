import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { importMachine } from './importMachine';
import { pasteCommandLine } from './pasteCommandLine';
import { Preview } from './preview';

/** What `dist/import.js` holds: machines from command lines, from other debuggers' configurations and from processes. */
export interface ImportFeatures {
  /** @param text A command line; the person is asked for one if there is none. */
  pasteCommandLine(text: unknown): Promise<void>;
  importMachine(): Promise<void>;
}

/** Called once a window, when something is first imported. */
export function createImportFeatures(services: Services): ImportFeatures {
  loadTranslations();
  const preview = new Preview();
  services.context.subscriptions.push(preview);
  return {
    pasteCommandLine: (text) => pasteCommandLine(services, preview, text),
    importMachine: () => importMachine(services, preview),
  };
}
