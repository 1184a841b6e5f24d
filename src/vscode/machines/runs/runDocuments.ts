import * as vscode from 'vscode';
import { amount } from '../../../log/amount';
import type { RunRecord } from '../../../machine/runs/runRecord';
import type { RunStore } from '../../../machine/runs/runStore';
import { runText } from '../../../machine/runs/runText';
import { withToken } from '../../editor/cancellation';
import type { Services } from '../../services';

const SCHEME = 'qemu-run';

/**
 * The editor holds a document as a whole, and compares two in proportion to more than their lengths: of a long run this many of the
 * newest bytes are shown.
 */
const MOST_BYTES = 2_000_000;

/**
 * What ports of kept runs have said, with words in place of what differs from run to run: the two sides of a comparison. Read as it is,
 * it is a document of `console/output`, as that of a machine is.
 */
export class RunDocuments {
  constructor(
    private readonly services: Services,
    private readonly runs: RunStore,
  ) {}

  uri(run: RunRecord, port: number): vscode.Uri {
    const name = `${run.name} ${run.ports[port]?.name ?? ''}`.replaceAll('/', ' ');
    return vscode.Uri.from({ scheme: SCHEME, path: `/${run.id}/${port}/${name}` });
  }

  /** For the editor. */
  async text({ path }: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const [, id = '', index = ''] = path.split('/');
    const run = await this.runs.find(id);
    const port = run?.ports[Number(index)];
    if (!run || !port) return vscode.l10n.t('This run is not kept any more.');
    const from = Math.max(port.keptFrom, port.received - MOST_BYTES);
    const file = this.runs.said(run, Number(index));
    const { received: to, encoding } = port;
    const order = { path: file, from, to, masked: true, encoding };
    const { context, tasks } = this.services;
    const worker = context.asAbsolutePath('dist/searchWorker.js');
    const text = await withToken(token, tasks.signal, (signal) => runText(worker, order, tasks, signal));
    if (from === 0) return text;
    const left = vscode.l10n.t('The first {0} are left out here. They may be in {1}.', amount(from), file);
    return `(${left})\n${text}`;
  }
}
