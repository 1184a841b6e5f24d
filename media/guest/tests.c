/* The guest's tests of its own parts, and some that go wrong when they are asked to, to be looked at. */
#include "guest.h"

static void equal(void) {
    EXPECT(text_equal("flood", "flood"));
    EXPECT(!text_equal("flood", "floor"));
    EXPECT(!text_equal("flood", "flood "));
}

static void decimal(void) {
    const char *at = " 4096 2";
    uint32_t value = 0;
    EXPECT(parse_number(&at, 10, &value));
    EXPECT(value == 4096);
    EXPECT(text_equal(at, " 2"));
    EXPECT(!parse_number(&(const char *){"x"}, 10, &value));
}

static void hexadecimal(void) {
    uint32_t value = 0;
    EXPECT(parse_number(&(const char *){"c0ffee"}, 16, &value));
    EXPECT(value == 0xc0ffee);
}

static void pattern(void) {
    EXPECT(text_matches("text.pattern", "text.*"));
    EXPECT(text_matches("text.pattern", "*.pattern"));
    EXPECT(!text_matches("text.pattern", "text"));
}

static void in_steps(void) {
    int before = counter;
    step = 3;
    do_counter("");
    EXPECT(counter == before + 3);
    step = 1;
    counter = before;
}

static void ticking(void) {
    uint32_t begin = ticks;
    while (ticks - begin < TICKS_PER_SECOND / 20) __asm__ volatile("hlt");
    EXPECT(ticks != begin);
}

static void second_port(void) {
    if (!uarts[1].present) {
        skip("there is no COM2");
        return;
    }
    EXPECT(uarts[1].fifo_bytes == 16);
}

static void fails(void) {
    int sum = counter + 1;
    EXPECT(sum == counter + 1);
    EXPECT(sum == 3); /* it is 1 */
}

static void crashes(void) { do_panic(""); }

static void stalls(void) { halt_forever(); }

static void ends(void) { do_poweroff(""); }

static void is_known(void) {
    todo("nobody has mended it");
    EXPECT(!counter && counter);
}

const struct test tests[] = {
    {"text", "equal", NULL, equal},
    {"text", "decimal", NULL, decimal},
    {"text", "hexadecimal", NULL, hexadecimal},
    {"text", "pattern", NULL, pattern},
    {"counter", "in_steps", NULL, in_steps},
    {"devices", "ticking", NULL, ticking},
    {"devices", "second_port", NULL, second_port},
    {"on_request", "fails", "fail", fails},
    {"on_request", "crashes", "crash", crashes},
    {"on_request", "stalls", "stall", stalls},
    {"on_request", "ends", "end", ends},
    {"on_request", "is_known", "known", is_known},
    {NULL, NULL, NULL, NULL},
};
