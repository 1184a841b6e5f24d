import { BlockSender } from './blockSender';
import { LONG_BLOCK, SHORT_BLOCK } from './blocks';
import type { FileToSend } from './fileToSend';
import type { Transfer } from './transfer';

/** XMODEM: any receiver takes it, with a CRC or the older checksum. */
export const xmodem: Transfer = xmodemOf(SHORT_BLOCK);
/** XMODEM-1K: an eighth of the answers. */
export const xmodem1k: Transfer = xmodemOf(LONG_BLOCK);

/** Sends a file's blocks, from number 1, and its end. */
export async function sendBlocks(
  sender: BlockSender,
  file: FileToSend,
  blockBytes: number,
  progress: (bytes: number) => void,
): Promise<void> {
  let number = 0;
  let sent = 0;
  for await (const piece of file.pieces(blockBytes)) {
    await sender.send(++number, piece);
    progress((sent += piece.length));
  }
  await sender.finish();
}

function xmodemOf(blockBytes: number): Transfer {
  return async (port, file, { signal, progress }) => {
    await BlockSender.talk(port, signal, async (sender) => {
      await sender.begin('loadx, rx');
      await sendBlocks(sender, file, blockBytes, progress);
    });
  };
}
