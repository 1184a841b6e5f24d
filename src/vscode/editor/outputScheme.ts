/** Of the documents that show what ports have said. */
export const OUTPUT_SCHEME = 'qemu-serial';
