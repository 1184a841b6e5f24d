import { type CommandLine, NOGRAPHIC, WINDOW } from './line';

/** Boards that are no PCs. Each line is written in the manner of the project that it is named after, not copied from it. */
export const BOARD_LINES: readonly CommandLine[] = [
  {
    name: 'xv6 for RISC-V, out of its Makefile',
    text: `
QEMU = qemu-system-riscv64
ifndef CPUS
CPUS := 3
endif

QEMUOPTS = -machine virt -bios none -kernel $K/kernel -m 128M -smp $(CPUS) -nographic
QEMUOPTS += -global virtio-mmio.force-legacy=false
QEMUOPTS += -drive file=fs.img,if=none,format=raw,id=x0
QEMUOPTS += -device virtio-blk-device,drive=x0,bus=virtio-mmio-bus.0
ifeq ($(LAB),net)
QEMUOPTS += -netdev user,id=net0
endif

qemu: $K/kernel fs.img
	$(QEMU) $(QEMUOPTS)
`,
    values: { K: 'kernel' },
    expected: {
      type: 'qemu',
      arch: 'riscv64',
      machine: 'virt',
      memory: '128M',
      smp: 3,
      kernel: 'kernel/kernel',
      bios: 'none',
      drives: [
        { file: 'fs.img', format: 'raw', id: 'x0', device: 'virtio-blk-device,bus=virtio-mmio-bus.0' },
      ],
      args: ['-global', 'virtio-mmio.force-legacy=false'],
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'OP-TEE for Arm v8, with two consoles that wait for nobody',
    text: `cd out/bin && \${TOP}/qemu/build/aarch64-softmmu/qemu-system-aarch64 \\
	-nographic -smp 2 -cpu max,sme=on,pauth-impdef=on -d unimp \\
	-semihosting-config enable=on,target=native -m 1057 \\
	-bios bl1.bin -initrd rootfs.cpio.gz -kernel Image \\
	-append 'console=ttyAMA0,115200 keep_bootcon root=/dev/vda2' \\
	-machine virt,acpi=off,secure=on,gic-version=3,virtualization=false \\
	-object rng-random,filename=/dev/urandom,id=rng0 -device virtio-rng-pci,rng=rng0 \\
	-netdev user,id=vmnic -device virtio-net-device,netdev=vmnic \\
	-serial tcp:127.0.0.1:54320 -serial tcp:127.0.0.1:54321`,
    values: { TOP: '/src/optee' },
    expected: {
      type: 'qemu',
      qemuPath: '/src/optee/qemu/build/aarch64-softmmu/qemu-system-aarch64',
      machine: 'virt,acpi=off,secure=on,gic-version=3,virtualization=false',
      cpu: 'max,sme=on,pauth-impdef=on',
      memory: '1057M',
      smp: 2,
      kernel: 'Image',
      initrd: 'rootfs.cpio.gz',
      append: 'console=ttyAMA0,115200 keep_bootcon root=/dev/vda2',
      bios: 'bl1.bin',
      netdevs: [{ id: 'vmnic', device: 'virtio-net-device' }],
      serial: [{ device: 'uart' }, { device: 'uart' }],
      semihosting: true,
      args: ['-object', 'rng-random,filename=/dev/urandom,id=rng0', '-device', 'virtio-rng-pci,rng=rng0'],
      cwd: 'out/bin',
      log: { items: ['unimp'] },
    },
    changes: [
      NOGRAPHIC,
      '-serial tcp:127.0.0.1:54320: a terminal here instead',
      '-serial tcp:127.0.0.1:54321: a terminal here instead',
    ],
  },
  {
    name: 'rCore, whose kernel is loaded beside the firmware',
    text: `	@qemu-system-riscv64 -machine virt -nographic -bios $(BOOTLOADER) \\
		-device loader,file=$(KERNEL_BIN),addr=$(KERNEL_ENTRY_PA) \\
		-drive file=$(FS_IMG),if=none,format=raw,id=x0 \\
		-device virtio-blk-device,drive=x0`,
    values: {
      BOOTLOADER: '../bootloader/rustsbi-qemu.bin',
      KERNEL_BIN: 'target/riscv64gc-unknown-none-elf/release/os.bin',
      KERNEL_ENTRY_PA: '0x80200000',
      FS_IMG: '../user/fs.img',
    },
    expected: {
      type: 'qemu',
      arch: 'riscv64',
      machine: 'virt',
      bios: '../bootloader/rustsbi-qemu.bin',
      drives: [{ file: '../user/fs.img', format: 'raw', id: 'x0', device: 'virtio-blk-device' }],
      args: ['-device', 'loader,file=target/riscv64gc-unknown-none-elf/release/os.bin,addr=0x80200000'],
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'NuttX on Arm, with console and monitor on one chardev',
    text: `$ qemu-system-arm -cpu cortex-a7 -nographic \\
     -machine virt,virtualization=off,gic-version=2 \\
     -net none -chardev stdio,id=con,mux=on -serial chardev:con \\
     -mon chardev=con,mode=readline -kernel ./nuttx`,
    expected: {
      type: 'qemu',
      arch: 'arm',
      machine: 'virt,virtualization=off,gic-version=2',
      cpu: 'cortex-a7',
      kernel: './nuttx',
      network: 'none',
    },
    changes: [NOGRAPHIC, '-mon chardev=con,mode=readline: left out; "QEMU: Open Monitor"'],
  },
  {
    name: 'a bare-metal Raspberry Pi 3, whose console is the second port',
    text: 'qemu-system-aarch64 -M raspi3b -kernel kernel8.img -dtb bcm2710-rpi-3-b.dtb -sd sdcard.img -serial null -serial mon:stdio',
    expected: {
      type: 'qemu',
      arch: 'aarch64',
      machine: 'raspi3b',
      kernel: 'kernel8.img',
      dtb: 'bcm2710-rpi-3-b.dtb',
      drives: [{ file: 'sdcard.img', interface: 'sd' }],
      serial: [{ device: 'none' }, {}],
    },
    changes: [WINDOW],
  },
  {
    name: 'a RISC-V system that dumps its network',
    text: `sudo qemu-system-riscv64 -M virt -m 256 -kernel kernel.elf -nographic -netdev user,id=net0,hostfwd=udp::25999-:2000 -object filter-dump,id=dump0,netdev=net0,file=packets.pcap -device e1000,netdev=net0,bus=pcie.0 2>&1 | tee qemu.log`,
    expected: {
      type: 'qemu',
      arch: 'riscv64',
      machine: 'virt',
      memory: '256M',
      kernel: 'kernel.elf',
      netdevs: [{ id: 'net0', device: 'e1000,bus=pcie.0', forward: ['udp:25999:2000'] }],
      serial: [{ capture: 'qemu.log' }],
      args: ['-object', 'filter-dump,id=dump0,netdev=net0,file=packets.pcap'],
    },
    changes: [
      'sudo: left out',
      NOGRAPHIC,
      '-netdev user,id=net0,hostfwd=udp::25999-:2000: the forwarded port is open to this computer only',
      'qemu.log: gets what the first serial port prints',
    ],
  },
  {
    name: 'TriCore, which waits for a debugger',
    text: 'timeout 60 qemu-system-tricore -M tricore_testboard -display none -kernel app.elf -gdb tcp::3333 -S',
    expected: {
      type: 'qemu',
      arch: 'tricore',
      machine: 'tricore_testboard',
      kernel: 'app.elf',
      args: ['-gdb', 'tcp:127.0.0.1:3333', '-S'],
    },
    changes: [
      'timeout 60: left out',
      '-gdb tcp::3333: in a task, "tcp:127.0.0.1:3333"',
      '-gdb tcp::3333: in launch.json, left out',
      '-S: in launch.json, "stopAtEntry"',
    ],
  },
  {
    name: 'U-Boot on Arm, with a disk',
    text: 'qemu-system-aarch64 -machine virt -nographic -cpu cortex-a57 -bios u-boot.bin -drive if=none,file=disk.img,format=raw,id=hd0,readonly -device virtio-blk-device,drive=hd0 -nic user,tftp=.',
    expected: {
      type: 'qemu',
      arch: 'aarch64',
      machine: 'virt',
      cpu: 'cortex-a57',
      bios: 'u-boot.bin',
      drives: [{ file: 'disk.img', format: 'raw', readonly: true, id: 'hd0', device: 'virtio-blk-device' }],
      args: ['-nic', 'user,tftp=.'],
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'Zephyr on a Cortex-M3, with its clock tied to instructions',
    text: 'qemu-system-arm -cpu cortex-m3 -machine lm3s6965evb -nographic -vga none -net none -pidfile qemu.pid -chardev stdio,id=con,mux=on,logfile=uart.log -serial chardev:con -mon chardev=con,mode=readline -icount shift=6,align=off,sleep=off -rtc clock=vm -kernel zephyr/zephyr.elf',
    expected: {
      type: 'qemu',
      arch: 'arm',
      machine: 'lm3s6965evb',
      cpu: 'cortex-m3',
      kernel: 'zephyr/zephyr.elf',
      network: 'none',
      serial: [{ capture: 'uart.log' }],
      icount: 'shift=6,align=off,sleep=off',
      rtc: 'clock=vm',
      args: ['-vga', 'none', '-pidfile', 'qemu.pid'],
    },
    changes: [NOGRAPHIC, '-mon chardev=con,mode=readline: left out; "QEMU: Open Monitor"'],
  },
  {
    name: 'Tock on a small RISC-V, with an application beside the kernel',
    text: 'qemu-system-riscv32 -M sifive_e,revb=true -kernel target/release/hifive1.elf -device loader,file=app.tbf,addr=0x20040000 -nographic',
    expected: {
      type: 'qemu',
      arch: 'riscv32',
      machine: 'sifive_e,revb=true',
      kernel: 'target/release/hifive1.elf',
      args: ['-device', 'loader,file=app.tbf,addr=0x20040000'],
    },
    changes: [NOGRAPHIC],
  },
  {
    name: 'Rust on a Cortex-M, which prints by semihosting',
    text: 'qemu-system-arm -cpu cortex-m3 -machine lm3s6965evb -nographic -semihosting-config enable=on,target=native,arg=hello,arg=world -kernel target/thumbv7m-none-eabi/debug/app',
    expected: {
      type: 'qemu',
      arch: 'arm',
      machine: 'lm3s6965evb',
      cpu: 'cortex-m3',
      kernel: 'target/thumbv7m-none-eabi/debug/app',
      serial: [{ device: 'uart' }, { device: 'semihosting' }],
      semihosting: { arguments: ['hello', 'world'] },
    },
    changes: [NOGRAPHIC],
  },
];
