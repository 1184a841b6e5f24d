/** QEMU's cluster size in bytes and its exponent, as `qemu-img` makes them. */
const CLUSTER_BITS = 16;
const CLUSTER = 2 ** CLUSTER_BITS;

/** The size of a disk that no guest ever sees, in bytes. */
const VIRTUAL_SIZE = 1024 * 1024;

/**
 * An empty qcow2 disk, which QEMU keeps machine snapshots in; so that nobody needs `qemu-img` for that.
 * Version 3 of QEMU's docs/interop/qcow2.txt: header, refcount table, one refcount block and the L1 table, a
 * cluster each.
 */
export function emptyQcow2(): Buffer {
  const image = Buffer.alloc(4 * CLUSTER);
  const [refcountTable, refcountBlock, l1Table] = [CLUSTER, 2 * CLUSTER, 3 * CLUSTER];
  image.write('QFI\xfb', 0, 'latin1');
  image.writeUInt32BE(3, 4); // version
  image.writeUInt32BE(CLUSTER_BITS, 20);
  image.writeBigUInt64BE(BigInt(VIRTUAL_SIZE), 24);
  image.writeUInt32BE(1, 36); // entries in the L1 table
  image.writeBigUInt64BE(BigInt(l1Table), 40);
  image.writeBigUInt64BE(BigInt(refcountTable), 48);
  image.writeUInt32BE(1, 56); // clusters of the refcount table
  image.writeUInt32BE(4, 96); // refcounts have 2^4 bits
  image.writeUInt32BE(104, 100); // length of this header
  image.writeBigUInt64BE(BigInt(refcountBlock), refcountTable);
  // Each of the four clusters is used once.
  for (let cluster = 0; cluster < 4; cluster++) image.writeUInt16BE(1, refcountBlock + 2 * cluster);
  return image;
}
