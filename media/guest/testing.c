/*
 * The test mode: with `test` at the end of the kernel's command line (QEMU's -append), the tests of tests.c run and their
 * results are printed as Linux' KUnit prints them (KTAP), with times in front. Then the machine ends: with the exit code 33
 * when all is well, else 35.
 */
#include "guest.h"

#define WORD_BYTES 64
#define MOST_WORDS 8
#define PASSED "16" /* isa-debug-exit makes 33 of it … */
#define FAILED "17" /* … and 35 of this */
#define MICROSECONDS_PER_TICK (1000000u / TICKS_PER_SECOND)

/* The name is KUnit's, so that whoever knows how to choose one of the kernel's tests can choose one of these. */
static const char filter_word[] = "kunit.filter_glob=";

static char words[MOST_WORDS][WORD_BYTES];
static size_t word_count;
static const char *filter = "*";

static const struct test *running;
static bool has_failed;
static const char *skipped;
static const char *known;

/* Every line begins with the guest's own time, as the kernel's do. */
static void print_time(void) {
    print("[%5u.%06u] ", ticks / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND * MICROSECONDS_PER_TICK);
}
#define say(...) (print_time(), print(__VA_ARGS__))

static bool has_word(const char *wanted) {
    for (size_t i = 0; i < word_count; i++) {
        if (text_equal(words[i], wanted)) return true;
    }
    return false;
}

static bool is_request(const char *word) {
    for (const struct test *test = tests; test->suite; test++) {
        if (test->on_request && text_equal(test->on_request, word)) return true;
    }
    return false;
}

/* What follows `start` in a text that begins with it, else NULL. */
static const char *behind(const char *start, const char *text) {
    while (*start && *start == *text) start++, text++;
    return *start ? NULL : text;
}

static bool take_word(const char *word) {
    const char *pattern = behind(filter_word, word);
    if (pattern) filter = pattern;
    return pattern || is_request(word);
}

/*
 * Takes what follows a word `test`. QEMU puts the kernel's path in front, and a path may hold that word, too: it counts
 * only where nothing follows that is not ours.
 */
static bool take_words(const char *at) {
    for (word_count = 0; word_count < MOST_WORDS; word_count++) {
        size_t length = 0;
        while (*at == ' ') at++;
        if (!*at) return true;
        while (*at && *at != ' ' && length < WORD_BYTES - 1) words[word_count][length++] = *at++;
        words[word_count][length] = 0;
        if ((*at && *at != ' ') || !take_word(words[word_count])) return false;
    }
    return !*at;
}

static bool is_asked(const char *line) {
    for (; *line; line++) {
        const char *rest = behind(" test", line);
        if (rest && (!*rest || *rest == ' ') && take_words(rest)) return true;
    }
    return false;
}

static bool is_chosen(const struct test *test) {
    char name[2 * WORD_BYTES];
    size_t length = 0;
    if (test->on_request && !has_word(test->on_request)) return false;
    for (const char *at = test->suite; *at; at++) name[length++] = *at;
    name[length++] = '.';
    for (const char *at = test->name; *at; at++) name[length++] = *at;
    name[length] = 0;
    return text_matches(name, filter);
}

static uint32_t count_of(const char *suite) {
    uint32_t count = 0;
    for (const struct test *test = tests; test->suite; test++) {
        count += text_equal(test->suite, suite) && is_chosen(test);
    }
    return count;
}

static bool is_first_of_suite(const struct test *test) {
    return test == tests || !text_equal(test->suite, test[-1].suite);
}

void expect(bool held, const char *condition, const char *file, int line) {
    if (held) return;
    has_failed = true;
    say("    # %s: EXPECTATION FAILED at %s:%d\n", running->name, file, line);
    say("    Expected %s\n", condition);
}

void skip(const char *reason) { skipped = reason; }

void todo(const char *reason) { known = reason; }

static bool run(const struct test *test, uint32_t number) {
    running = test;
    has_failed = false;
    skipped = known = NULL;
    test->run();
    say("    %s %u %s", has_failed ? "not ok" : "ok", number, test->name);
    if (skipped) print(" # SKIP %s", skipped);
    if (known) print(" # TODO %s", known);
    print("\n");
    return !has_failed || known;
}

static bool run_suite(const char *suite, uint32_t number) {
    uint32_t count = 0;
    bool all = true;
    say("    KTAP version 1\n");
    say("    # Subtest: %s\n", suite);
    say("    1..%u\n", count_of(suite));
    for (const struct test *test = tests; test->suite; test++) {
        if (text_equal(test->suite, suite) && is_chosen(test) && !run(test, ++count)) all = false;
    }
    say("%s %u %s\n", all ? "ok" : "not ok", number, suite);
    return all;
}

static bool run_all(void) {
    uint32_t suites = 0, number = 0;
    bool all = true;
    for (const struct test *test = tests; test->suite; test++) {
        suites += is_first_of_suite(test) && count_of(test->suite) > 0;
    }
    say("KTAP version 1\n");
    say("1..%u\n", suites);
    for (const struct test *test = tests; test->suite; test++) {
        if (!is_first_of_suite(test) || count_of(test->suite) == 0) continue;
        if (!run_suite(test->suite, ++number)) all = false;
    }
    return all;
}

void test_if_asked(const char *command_line) {
    if (!is_asked(command_line)) return;
    do_exit(run_all() ? PASSED : FAILED);
    do_poweroff("");
    halt_forever();
}
