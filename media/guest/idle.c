/* What happens while nobody types: sleep, echo on the other ports, watch the power button. */
#include "guest.h"

void serve_others(void) {
    for (struct uart *uart = uarts + 1; uart < uarts + UARTS; uart++) {
        for (int byte = uart_take(uart); byte >= 0; byte = uart_take(uart)) {
            uint8_t echoed = (uint8_t)byte;
            uart_write(uart, &echoed, 1);
        }
    }
}

static bool any_input(void) {
    for (const struct uart *uart = uarts; uart < uarts + UARTS; uart++) {
        if (uart_has_input(uart)) return true;
    }
    return false;
}

void idle(void) {
    serve_others();
    power_check();
    /* Interrupts stay off between looking and sleeping; `sti` takes effect only after the `hlt` has begun. */
    __asm__ volatile("cli");
    if (any_input()) __asm__ volatile("sti");
    else __asm__ volatile("sti; hlt");
}

int wait_for_byte(uint32_t limit_ticks) {
    uint32_t begin = ticks;
    while (!uart_has_input(console)) {
        if (ticks - begin > limit_ticks) return -1;
        idle();
    }
    return uart_take(console);
}
