/* 16550 driver: interrupt-driven input without loss, polled output a FIFO at a time. */
#include "guest.h"

enum { DATA = 0, INTERRUPT_ENABLE = 1, FIFO_CONTROL = 2, LINE_CONTROL = 3 };
enum { MODEM_CONTROL = 4, LINE_STATUS = 5, SCRATCH = 7 };
enum { STATUS_DATA = 0x01, STATUS_BREAK = 0x10, STATUS_TRANSMIT_EMPTY = 0x20 };
enum { ON_DATA = 0x01, ON_LINE_STATUS = 0x04 };
enum { FIFO_ON = 0x01, TRIGGER_AT_1 = 0x00, TRIGGER_AT_14 = 0xc0 };
#define QUIET_READS 1000

struct uart uarts[UARTS];
static const uint16_t bases[UARTS] = {0x3f8, 0x2f8, 0x3e8, 0x2e8};
static const char *const names[UARTS] = {"COM1", "COM2", "COM3", "COM4"};

static bool found(uint16_t base) {
    outb(base + SCRATCH, 0x5a);
    return inb(base + SCRATCH) == 0x5a;
}

/* Reading the status forgets a BREAK, so every reader notes it. The zero byte that comes with it stays data. */
static uint8_t read_status(struct uart *uart) {
    uint8_t status = inb(uart->base + LINE_STATUS);
    if (status & STATUS_BREAK) uart->breaks++;
    return status;
}

static bool receive_byte(struct uart *uart) {
    if (!(read_status(uart) & STATUS_DATA)) return false;
    uint8_t byte = inb(uart->base + DATA);
    if (byte == CTRL_C) uart->stop_requested = true;
    uart->ring[uart->received % RING_BYTES] = byte;
    uart->received++;
    if (uart->received - uart->taken == RING_BYTES) {
        uart->held_back = true;
        outb(uart->base + INTERRUPT_ENABLE, 0);
    }
    return true;
}

/*
 * Switching the FIFO on throws away what is in the UART. So what was typed before we ran is taken first, until the
 * line has been quiet for a millisecond or so. If it never is, this port works on without a FIFO. On a busy computer
 * QEMU may bring the next byte much later, when we let it have its turn: it does so at each pause. The switch is the
 * same code at each round, off before the last one: otherwise QEMU would translate it just then, and a byte that came
 * meanwhile would be lost.
 */
static void switch_fifo_on(struct uart *uart) {
    for (int quiet = 1; quiet <= QUIET_READS && !uart->held_back; quiet++) {
        uint8_t control = quiet / QUIET_READS * (FIFO_ON | TRIGGER_AT_1);
        __asm__ volatile("pause");
        if (receive_byte(uart)) {
            quiet = 0;
        } else {
            outb(uart->base + FIFO_CONTROL, control);
        }
    }
}

static void start(struct uart *uart) {
    uart->fifo_bytes = 1;
    outb(uart->base + INTERRUPT_ENABLE, 0);
    outb(uart->base + LINE_CONTROL, 0x80); /* the divisor shows through: 1 is 115200 baud */
    outb(uart->base + DATA, 1);
    outb(uart->base + INTERRUPT_ENABLE, 0);
    outb(uart->base + LINE_CONTROL, 0x03); /* 8 bits, no parity, 1 stop bit */
    outb(uart->base + MODEM_CONTROL, 0x0b); /* DTR, RTS, and OUT2, which lets interrupts out */
    switch_fifo_on(uart);
    if (!uart->held_back) {
        uart->fifo_bytes = 16;
        outb(uart->base + INTERRUPT_ENABLE, ON_DATA | ON_LINE_STATUS);
    }
}

void uart_start(void) {
    for (int i = 0; i < UARTS; i++) {
        struct uart *uart = &uarts[i];
        uart->name = names[i];
        uart->base = bases[i];
        uart->present = found(uart->base);
        if (uart->present) start(uart);
    }
}

void uart_expect_bulk(struct uart *uart, bool bulk) {
    if (uart->fifo_bytes > 1) outb(uart->base + FIFO_CONTROL, FIFO_ON | (bulk ? TRIGGER_AT_14 : TRIGGER_AT_1));
}

/* Called with interrupts off. Goes round until all are quiet, as edge-triggered lines want. */
void uart_receive(void) {
    bool busy;
    do {
        busy = false;
        for (struct uart *uart = uarts; uart < uarts + UARTS; uart++) {
            if (uart->present && !uart->held_back && receive_byte(uart)) busy = true;
        }
    } while (busy);
}

bool uart_has_input(const struct uart *uart) { return uart->received != uart->taken; }

int uart_take(struct uart *uart) {
    if (!uart_has_input(uart)) return -1;
    uint8_t byte = uart->ring[uart->taken % RING_BYTES];
    uart->taken++;
    if (uart->held_back && uart->received - uart->taken <= RING_BYTES / 2) {
        uart->held_back = false;
        outb(uart->base + INTERRUPT_ENABLE, ON_DATA | ON_LINE_STATUS);
    }
    return byte;
}

void uart_write(struct uart *uart, const void *bytes, size_t count) {
    const uint8_t *from = bytes;
    while (count > 0) {
        size_t burst = count < uart->fifo_bytes ? count : uart->fifo_bytes;
        while (!(read_status(uart) & STATUS_TRANSMIT_EMPTY)) {
        }
        outsb(uart->base + DATA, from, burst);
        from += burst;
        count -= burst;
    }
}
