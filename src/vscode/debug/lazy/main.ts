import type * as vscode from 'vscode';
import type { Services } from '../../services';
import { loadTranslations } from '../../editor/translations';
import { AdapterFactory } from './session/adapterFactory';
import { offerWithoutKaslr } from './session/passedUnseen';
import { addConfiguration } from './configuration/addConfiguration';
import { dynamicConfigurations, initialConfigurations } from './configuration/configurationProvider';
import { debugSample } from './configuration/debugSample';
import { debugMachine } from './configuration/proposeConfiguration';
import { ConfigurationResolver } from './configuration/configurationResolver';

/** Everything about debugging, which `dist/debug.js` holds: most windows never debug, and load none of it. */
export interface DebugFeatures {
  readonly adapters: vscode.DebugAdapterDescriptorFactory;
  readonly resolver: Required<
    Pick<
      vscode.DebugConfigurationProvider,
      'resolveDebugConfiguration' | 'resolveDebugConfigurationWithSubstitutedVariables'
    >
  >;
  readonly initialConfigurations: typeof initialConfigurations;
  readonly dynamicConfigurations: typeof dynamicConfigurations;
  addConfiguration(): Promise<void>;
  debugSample(): Promise<boolean>;
  debugMachine(file: unknown): Promise<boolean>;
}

/** Called once a window, when debugging is first asked for. */
export function createDebugFeatures(services: Services): DebugFeatures {
  loadTranslations();
  services.context.subscriptions.push(offerWithoutKaslr(services));
  return {
    adapters: new AdapterFactory(services),
    resolver: new ConfigurationResolver(services),
    initialConfigurations,
    dynamicConfigurations,
    addConfiguration,
    debugSample: () => debugSample(services),
    debugMachine: (file) => debugMachine(services, file),
  };
}
