import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type * as main from './lazy/main';

/**
 * Debugging, type `qemu` in launch.json. What is registered here only knows where the rest is: `dist/debug.js`, a
 * bundle of its own that is loaded when debugging is first asked for.
 */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'debug');
  let created: main.DebugFeatures | undefined;
  const features = (): main.DebugFeatures => (created ??= bundle().createDebugFeatures(services));
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  const { debug } = vscode;
  return vscode.Disposable.from(
    debug.registerDebugAdapterDescriptorFactory('qemu', {
      createDebugAdapterDescriptor: (...args) => features().adapters.createDebugAdapterDescriptor(...args),
    }),
    debug.registerDebugConfigurationProvider('qemu', {
      resolveDebugConfiguration: (...args) => features().resolver.resolveDebugConfiguration(...args),
      resolveDebugConfigurationWithSubstitutedVariables: (...args) =>
        features().resolver.resolveDebugConfigurationWithSubstitutedVariables(...args),
    }),
    debug.registerDebugConfigurationProvider(
      'qemu',
      { provideDebugConfigurations: (...args) => features().initialConfigurations(...args) },
      Initial,
    ),
    debug.registerDebugConfigurationProvider(
      'qemu',
      { provideDebugConfigurations: (...args) => features().dynamicConfigurations(...args) },
      Dynamic,
    ),
    command(services, 'qemu.addDebugConfiguration', () => features().addConfiguration()),
    command(services, 'qemu.debug', (file) => features().debugMachine(file)),
    command(services, 'qemu.debugFile', (file) => features().debugMachine(file)),
    command(services, 'qemu.debugSample', () => features().debugSample()),
  );
}
