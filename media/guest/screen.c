/* What a terminal shows and answers. */
#include "guest.h"

void do_colors(const char *arguments) {
    (void)arguments;
    for (int bright = 0; bright < 2; bright++) {
        int background = bright ? 100 : 40;
        for (int color = 0; color < 8; color++) {
            print("\033[%d;%dm %d%d \033[0m", 30 + color, background + 7 - color, bright, color);
        }
        print("\n");
    }
    print("\033[1mbold\033[0m \033[3mitalic\033[0m \033[4munderlined\033[0m \033[7mreversed\033[0m\n");
    for (int i = 0; i < 64; i++) print("\033[48;2;%d;%d;%dm \033[0m", i * 4, 128, 255 - i * 4);
    print("\nUTF-8: na\303\257ve \316\273 \342\234\223 \346\227\245\346\234\254\350\252\236 \360\237\220\247\n");
}

/* Shows a byte so that an escape sequence can be read. */
static void show(int byte) {
    if (byte == 0x1b) print("ESC");
    else if (byte < ' ' || byte > '~') print("\\x%02x", byte);
    else print("%c", byte);
}

/* Asks the terminal where its cursor is and shows the answer. */
void do_query(const char *arguments) {
    uint8_t answer[32];
    size_t length = 0;
    (void)arguments;
    print("\033[6n");
    while (length < sizeof answer) {
        int byte = wait_for_byte(2 * TICKS_PER_SECOND);
        if (byte < 0) break;
        answer[length++] = (uint8_t)byte;
        if (byte == 'R') break;
    }
    print(length ? "answer: " : "no answer");
    for (size_t i = 0; i < length; i++) show(answer[i]);
    print("\n");
}
