import * as vscode from 'vscode';
import type { Services } from '../services';
import * as adapterFactory from './adapterFactory';
import * as addConfiguration from './addConfiguration';
import * as configurationProvider from './configurationProvider';
import * as debugSample from './debugSample';

const FEATURES = [adapterFactory, configurationProvider, addConfiguration, debugSample];

/** Debugging: type `qemu` in launch.json. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(...FEATURES.map((feature) => feature.register(services)));
}
