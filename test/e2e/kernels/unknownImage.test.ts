/** What a person sees of a crash in a driver of firmware whose symbols are elsewhere. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { QemuSerialDebugApi } from '../../../src/api';
import { NEVER } from '../../../src/concurrency/timeout';
import { LIMIT_MS } from '../../kernels/crashes/crashingGuest';
import { applicationException, ovmfException } from '../../kernels/crashes/edk2Exception';
import { Dialogue } from '../../support/dialogue';
import { until } from '../../support/until';
import { activate } from '../support/extension';
import { clearNotifications, notifications, port, stopAll } from '../support/machines';
import { page } from '../support/page';
import { copyReport, decodedStack } from './copiedReport';

const CASES = {
  'an application': { make: applicationException, told: (offset: string) => `Fault.dll+0x${offset}` },
  'a part of the firmware that has no name': {
    make: ovmfException,
    told: (offset: string) => `0x${offset} bytes into its image`,
  },
} as const;

describe('an exception under OVMF in an image without symbols', function () {
  this.timeout(LIMIT_MS * 2);
  let api: QemuSerialDebugApi;
  let folder: string;
  beforeEach(async () => {
    api = await activate();
    await clearNotifications();
    folder = await mkdtemp(join(tmpdir(), 'qsd-image-'));
  });
  afterEach(async () => {
    await stopAll(api);
    await clearNotifications();
    await rm(folder, { recursive: true });
  });

  for (const [what, { make, told }] of Object.entries(CASES))
    it(`an exception under OVMF in ${what} without symbols is reported with the image and the offset in it`, async () => {
      const { configuration, prompt, crash, title } = make(folder);
      const machine = await api.launch(configuration);
      await crash(new Dialogue(port(machine), prompt, NEVER));
      const expected = `The guest of "${machine.name}" has crashed: ${title}`;
      await until('it is told', async () => (await notifications()).includes(expected));
      await page.screenshot(`kernels ${what} without symbols`);
      const report = await copyReport();
      const number = (pattern: RegExp): bigint => BigInt(`0x${pattern.exec(report)?.[1]}`);
      const offset = number(/^RIP {2}- ([0-9A-F]{16})/m) - number(/\(ImageBase=([0-9A-F]{16})/);
      const [frame] = decodedStack(report);
      assert.deepEqual(frame?.calls, [told(offset.toString(16))]);
      const inProblems = vscode.languages.getDiagnostics().flatMap(([, found]) => found);
      assert.deepEqual(
        inProblems.filter(({ source }) => source === 'QEMU'),
        [],
      );
    });
});
