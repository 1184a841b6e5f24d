import * as vscode from 'vscode';
import type { Services } from '../services';
import * as launchSample from './launchSample';
import * as machineActions from './machineActions';
import * as openTerminal from './openTerminal';
import * as showLog from './showLog';
import * as stop from './stop';

const COMMANDS = [launchSample, stop, machineActions, openTerminal, showLog];

/** The commands that are about machines and ports. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(...COMMANDS.map((feature) => feature.register(services)));
}
