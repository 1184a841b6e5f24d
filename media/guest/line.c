/* The line editor: backspace, Ctrl-U, Ctrl-C; Enter is CR, LF, or CR LF. */
#include "guest.h"

#define FOREVER 0xffffffffu
#define CTRL_U 0x15
#define ESCAPE 0x1b
#define DELETE 0x7f

static bool after_cr;

static int next_byte(void) {
    static uint32_t breaks_told;
    int byte;
    do {
        byte = wait_for_byte(TICKS_PER_SECOND / 10);
        if (console->breaks != breaks_told) {
            breaks_told = console->breaks;
            print("[BREAK]");
        }
    } while (byte < 0);
    return byte;
}

/* Cursor keys and their like are three and more bytes that mean nothing here. */
static void skip_escape_sequence(void) {
    int byte = next_byte();
    if (byte != '[' && byte != 'O') return;
    do byte = next_byte();
    while (byte < '@' || byte > '~');
}

/* Takes the last character off, all bytes of it. */
static size_t erase(const char *line, size_t length) {
    if (length == 0) return 0;
    do length--;
    while (length > 0 && (line[length] & 0xc0) == 0x80);
    print("\b \b");
    return length;
}

static size_t append(char *line, size_t length, char c) {
    if (length + 1 >= LINE_BYTES || (uint8_t)c < ' ') {
        print("\a");
        return length;
    }
    line[length] = c;
    uart_write(console, &c, 1);
    return length + 1;
}

void read_line(char *line) {
    size_t length = 0;
    for (;;) {
        int byte = next_byte();
        bool second_half = byte == '\n' && after_cr;
        after_cr = byte == '\r';
        if (second_half) continue;
        if (byte == '\r' || byte == '\n') break;
        if (byte == 0) continue; /* the shadow of a BREAK */
        if (byte == CTRL_C) {
            print("^C\n> ");
            length = 0;
        } else if (byte == CTRL_U) {
            while (length > 0) length = erase(line, length);
        } else if (byte == '\b' || byte == DELETE) {
            length = erase(line, length);
        } else if (byte == ESCAPE) {
            skip_escape_sequence();
        } else {
            length = append(line, length, (char)byte);
        }
    }
    line[length] = 0;
    print("\n");
}
