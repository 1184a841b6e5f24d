/**
 * Stands in for `serialport` in the bundle: cdt-gdb-adapter imports that native module for physical ports, which a
 * virtual machine does not have.
 */
export const SerialPort = undefined;
export const ReadlineParser = undefined;
