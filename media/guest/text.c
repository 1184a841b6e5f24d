/* Just enough text handling: lengths, numbers, and a small printf. */
#include "guest.h"
#include <stdarg.h>

size_t text_length(const char *text) {
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

bool text_equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

bool text_matches(const char *text, const char *pattern) {
    for (; *pattern != '*'; text++, pattern++) {
        if (*text != *pattern) return false;
        if (!*text) return true;
    }
    do {
        if (text_matches(text, pattern + 1)) return true;
    } while (*text++);
    return false;
}

static uint32_t digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

/* Reads a number after blanks and moves `*at` behind it. */
bool parse_number(const char **at, uint32_t base, uint32_t *value) {
    const char *text = *at;
    while (*text == ' ') text++;
    if (digit_of(*text) >= base) return false;
    *value = 0;
    while (digit_of(*text) < base) *value = *value * base + digit_of(*text++);
    *at = text;
    return true;
}

/* Writes a number, right-aligned in at least `width` characters. */
static void print_number(struct uart *uart, uint32_t value, uint32_t base, size_t width, char fill) {
    char digits[32];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    while (sizeof digits - at < width) digits[--at] = fill;
    uart_write(uart, digits + at, sizeof digits - at);
}

static void print_text(struct uart *uart, const char *text, size_t width) {
    size_t length = text_length(text);
    uart_write(uart, text, length);
    for (; length < width; length++) uart_write(uart, " ", 1);
}

static const char *print_field(struct uart *uart, const char *at, va_list *values) {
    char fill = *at == '0' ? '0' : ' ';
    size_t width = 0;
    if (*at == '-') at++; /* text is always left-aligned, numbers right-aligned */
    while (*at >= '0' && *at <= '9') width = width * 10 + (*at++ - '0');
    switch (*at) {
    case 's': print_text(uart, va_arg(*values, const char *), width); break;
    case 'u': print_number(uart, va_arg(*values, uint32_t), 10, width, fill); break;
    case 'x': print_number(uart, va_arg(*values, uint32_t), 16, width, fill); break;
    case 'd': {
        int value = va_arg(*values, int);
        if (value < 0) uart_write(uart, "-", 1);
        print_number(uart, value < 0 ? 0u - (uint32_t)value : (uint32_t)value, 10, width, fill);
        break;
    }
    case 'c': {
        char c = (char)va_arg(*values, int);
        uart_write(uart, &c, 1);
        break;
    }
    }
    return at + 1;
}

/* Knows %s %d %u %x %c with a width. A line feed goes out as CR LF. */
void uart_print(struct uart *uart, const char *format, ...) {
    va_list values;
    va_start(values, format);
    while (*format) {
        const char *end = format;
        while (*end && *end != '\n' && *end != '%') end++;
        uart_write(uart, format, end - format);
        format = end;
        if (*end == '\n') uart_write(uart, "\r\n", 2), format = end + 1;
        else if (*end == '%') format = print_field(uart, end + 1, &values);
    }
    va_end(values);
}
