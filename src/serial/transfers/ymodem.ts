import { BlockSender } from './blockSender';
import { LONG_BLOCK, SHORT_BLOCK } from './blocks';
import type { FileToSend } from './fileToSend';
import type { Transfer } from './transfer';
import { sendBlocks } from './xmodem';

/** Leaves room for the size in a short block, in bytes. */
const LONGEST_NAME = 100;

/** YMODEM: as XMODEM-1K, and the receiver is told the file's name and its size, so that nothing is filled up. */
export const ymodem: Transfer = async (port, file, { signal, progress }) => {
  await BlockSender.talk(port, signal, async (sender) => {
    await sender.begin('loady, rb');
    await sender.send(0, header(file), 0);
    await sender.pause();
    await sendBlocks(sender, file, LONG_BLOCK, progress);
    await sender.pause();
    // An empty name: no further file. By now the file is there, so nothing depends on the answer.
    await sender.offer(0, new Uint8Array(SHORT_BLOCK), 0);
  });
};

function header({ name, size }: FileToSend): Uint8Array {
  const bytes = Buffer.from(name);
  return Buffer.concat([bytes.subarray(0, LONGEST_NAME), Buffer.from(`\0${size}\0`)]);
}
