import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { serveWorker } from '../../../concurrency/workerServer';
import type { OwnRules } from '../../protocol';
import { withoutCarriageReturns } from './carriageReturns';
import type { OutputRequests } from '../../outputProtocol';
import { findCrash } from './output/find/findCrash';
import { findText } from './output/find/findText';
import { readWindow } from './output/outputWindow';
import { saveOutput } from './output/save/saveOutput';
import { CrashReader } from './crashReader';
import { matcherFor } from './matcher';
import type { SearchProtocol } from './protocol';
import { Search } from './search';
import type { TextRules } from './readingRules';
import { textRules } from './textRules';
import { spoolText } from './text/spoolText';
import { Scouts } from './skip/scouts';

/* The entry of a search thread: people's patterns run here, where nothing else waits for them. */
if (!parentPort) throw new Error('a search runs as a worker thread only');

const scouts = new Scouts();
const searches = new Map<number, Search>();
const crashReaders = new Map<number, CrashReader>();
let rules: TextRules | undefined;

/** Messages come in between, and an abort among them is seen. */
const turnOf = (signal: AbortSignal) => async (): Promise<void> => {
  await nextTurn();
  signal.throwIfAborted();
};

serveWorker<SearchProtocol & { requests: OutputRequests }>(parentPort, new TaskGroup('search'), {
  requests: {
    begin: ({ search: id, ...order }) => {
      const search = new Search(order, scouts);
      searches.set(id, search);
      return Promise.resolve(search.engine);
    },
    look: ({ search: id, end, kept }) => {
      const search = searches.get(id);
      if (!search) throw new Error(`there is no search ${id}`);
      return Promise.resolve(search.look(end, kept));
    },
    test: ({ pattern, text, anyPattern }) => {
      const matcher = matcherFor(withoutCarriageReturns(pattern), !text.includes('\r'));
      const isTried = anyPattern || matcher.engine === 'linear';
      return Promise.resolve(isTried ? matcher.find(text, 0) !== undefined : undefined);
    },
    text: (order) => Promise.resolve(spoolText(order)),
    readWindow: (order) => Promise.resolve(readWindow(order)),
    saveOutput: (order, signal) => saveOutput(order, turnOf(signal)),
    findText: (order, signal) => findText(order, turnOf(signal)),
    findCrash: (order, signal) => findCrash(order, turnOf(signal)),
    readCrashes: (order) => {
      const isFirst = !rules;
      rules ??= textRules(workerData as OwnRules | undefined);
      const reader = crashReaders.get(order.port) ?? new CrashReader(order.path, rules);
      crashReaders.set(order.port, reader);
      return Promise.resolve({ ...reader.read(order), refused: isFirst ? rules.refused : [] });
    },
  },
  post: ({ search: id }) => {
    searches.get(id)?.close();
    searches.delete(id);
  },
});
