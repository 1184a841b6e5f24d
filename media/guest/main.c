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

#define LOADER_MAGIC 0x2badb002
#define HAS_COMMAND_LINE (1 << 2)

/* Multiboot: what a loader leaves for us. */
struct loader_info {
    uint32_t flags, memory_lower, memory_upper, boot_device;
    const char *command_line;
};

void kernel_main(uint32_t magic, const struct loader_info *info) {
    static char line[LINE_BYTES];
    uart_start();
    interrupts_start();
    power_start();
    if (magic == LOADER_MAGIC && info->flags & HAS_COMMAND_LINE) test_if_asked(info->command_line);
    greet();
    for (;;) {
        print("> ");
        read_line(line);
        run_line(line);
    }
}
