/** What IntelliSense offers for fields of launch and attach configurations, by path. A test sees to it that they are valid. */
export const DEBUG_EXAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  program: ['${workspaceFolder}/build/kernel.elf', '${workspaceFolder}/vmlinux'],
  gdb: ['gdb-multiarch', 'riscv64-unknown-elf-gdb'],
  symbolFiles: [
    ['${workspaceFolder}/build/loader.elf'],
    [{ file: '${workspaceFolder}/build/u-boot', offset: '0x47d00000' }],
    [{ file: '${workspaceFolder}/driver.ko', sections: { '.text': '0xffffffffc0000000' } }],
  ],
  'symbolFiles.offset': ['0x47d00000'],
  'symbolFiles.sections': [{ '.text': '0xffffffffc0000000' }],
  sourceMap: [{ '/build/src': '${workspaceFolder}/src' }],
  setupCommands: [['set print pretty on'], ['source ${workspaceFolder}/vmlinux-gdb.py']],
  stopOnSymbol: ['kmain', 'start_kernel', 'main'],
  record: ['${workspaceFolder}/build/boot.replay'],
  replay: ['${workspaceFolder}/build/boot.replay'],
  'attach.qmp': ['unix:/tmp/qmp.sock', 'tcp:127.0.0.1:4444'],
  'attach.gdbStub': ['tcp:127.0.0.1:1234', 'unix:/tmp/gdb.sock'],
  'attach.serial': [
    ['unix:/tmp/serial.sock'],
    ['pty:/dev/pts/5'],
    [{ endpoint: 'telnet:127.0.0.1:5555', name: 'console', encoding: 'cp437' }],
  ],
  'attach.serial.endpoint': ['unix:/tmp/serial.sock', 'pty:/dev/pts/5', 'telnet:127.0.0.1:5555'],
};
