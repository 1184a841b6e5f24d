#include "guest.h"

static void greet(void) {
    uint32_t count = 0;
    for (const struct uart *uart = uarts; uart < uarts + UARTS; uart++) count += uart->present;
    print("QEMU Serial Debug sample guest\n");
    print("32-bit x86, serial ports: %u. Type help.\n\n", count);
    for (struct uart *uart = uarts + 1; uart < uarts + UARTS; uart++) {
        if (uart->present) uart_print(uart, "%s echo service\n", uart->name);
    }
}

void kernel_main(void) {
    static char line[LINE_BYTES];
    uart_start();
    interrupts_start();
    power_start();
    greet();
    for (;;) {
        print("> ");
        read_line(line);
        run_line(line);
    }
}
