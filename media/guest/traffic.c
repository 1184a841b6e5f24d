/* Bytes in quantity: floods out, bulk in, each in a form that shows a lost or swapped byte. */
#include "guest.h"

#define FLOOD_LINE_BYTES 64u
#define NUMBER_DIGITS 10
#define DEBUGCON 0xe9

/* The pattern: lines of 64 bytes, "0000000000 ABC…xyz CR LF", numbered from 0. */
static char line[] = "0000000000 ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy\r\n";
_Static_assert(sizeof line - 1 == FLOOD_LINE_BYTES, "a flood line");

static void first_line(void) {
    for (int i = 0; i < NUMBER_DIGITS; i++) line[i] = '0';
}

static void next_line(void) {
    for (int i = NUMBER_DIGITS - 1; i >= 0; i--) {
        if (line[i] != '9') {
            line[i]++;
            return;
        }
        line[i] = '0';
    }
}

static void print_summary(const char *what, uint32_t bytes, uint32_t since) {
    uint32_t spent = ticks - since;
    print("%s: %u bytes in %u.%02u s\n", what, bytes, spent / TICKS_PER_SECOND, spent % TICKS_PER_SECOND);
}

static struct uart *uart_by_number(const char *arguments) {
    uint32_t number = 1;
    parse_number(&arguments, 10, &number);
    return number >= 1 && number <= UARTS && uarts[number - 1].present ? &uarts[number - 1] : NULL;
}

/* flood N [PORT]: N bytes as fast as the UART takes them; 0: until a key is pressed; Ctrl-C ends either. */
void do_flood(const char *arguments) {
    uint32_t wanted = 0, sent = 0, begin = ticks;
    bool endless = !parse_number(&arguments, 10, &wanted) || wanted == 0;
    struct uart *uart = uart_by_number(arguments);
    if (!uart) {
        print("no such port\n");
        return;
    }
    first_line();
    console->stop_requested = false;
    while (endless ? !uart_has_input(console) : sent < wanted && !console->stop_requested) {
        size_t count = endless || wanted - sent > FLOOD_LINE_BYTES ? FLOOD_LINE_BYTES : wanted - sent;
        uart_write(uart, line, count);
        sent += count;
        next_line();
        serve_others();
    }
    if (endless || console->stop_requested) while (uart_take(console) >= 0) {}
    print("\n");
    print_summary("flood", sent, begin);
}

/* chatter N: N bytes a second on every port, spread evenly, until a key is pressed. */
void do_chatter(const char *arguments) {
    uint32_t rate = 10000, sent = 0, begin = ticks;
    parse_number(&arguments, 10, &rate);
    first_line();
    while (!uart_has_input(console)) {
        uint32_t due = (ticks - begin) * (rate / TICKS_PER_SECOND);
        if (due - sent < FLOOD_LINE_BYTES) {
            idle();
            continue;
        }
        for (struct uart *uart = uarts; uart < uarts + UARTS; uart++) {
            if (uart->present) uart_write(uart, line, FLOOD_LINE_BYTES);
        }
        sent += FLOOD_LINE_BYTES;
        next_line();
    }
    while (uart_take(console) >= 0) {}
    print("\n");
    print_summary("chatter", sent, begin);
}

/* debugcon N: the same pattern to QEMU's debug console, with string output. */
void do_debugcon(const char *arguments) {
    uint32_t wanted = 1, begin = ticks;
    parse_number(&arguments, 10, &wanted);
    first_line();
    for (uint32_t left = wanted; left > 0; next_line()) {
        size_t count = left < FLOOD_LINE_BYTES ? left : FLOOD_LINE_BYTES;
        outsb(DEBUGCON, line, count);
        left -= count;
    }
    print_summary("debugcon", wanted, begin);
}

/* CRC-32 as in zip and zlib, a byte at a time. */
static uint32_t crc32_add(uint32_t crc, uint8_t byte) {
    static uint32_t table[256];
    if (table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t value = i;
            for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
            table[i] = value;
        }
    }
    return crc >> 8 ^ table[(crc ^ byte) & 0xff];
}

/* raw N: takes N bytes as they come, without echo, and tells their checksum. */
void do_raw(const char *arguments) {
    uint32_t wanted = 0, got = 0, crc = 0xffffffffu;
    parse_number(&arguments, 10, &wanted);
    print("raw: send %u bytes\n", wanted);
    uart_expect_bulk(console, true);
    for (int byte = 0; got < wanted; got++) {
        byte = wait_for_byte(10 * TICKS_PER_SECOND);
        if (byte < 0) break;
        crc = crc32_add(crc, (uint8_t)byte);
    }
    uart_expect_bulk(console, false);
    if (got < wanted) print("raw: gave up, no byte for 10 s\n");
    print("raw: got %u bytes, crc32 %08x\n", got, ~crc);
}

/* bytes HEX…: sends exactly these bytes. */
void do_bytes(const char *arguments) {
    uint32_t value;
    while (parse_number(&arguments, 16, &value)) {
        uint8_t byte = (uint8_t)value;
        uart_write(console, &byte, 1);
    }
    print("\n");
}
