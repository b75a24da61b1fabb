/*
 * The program a lab guest runs: it leaves a trail on its own disk from which a
 * second running copy can be seen, and it obeys one-line commands.
 *
 * The trail is a ring of sectors. Every 100 ms this program reads the sectors
 * at its place in the ring, steps over what somebody else wrote there, and
 * writes the next record. It never keeps the head of the ring to itself: two
 * copies that run at once therefore end up interleaved in one numbered
 * sequence, which `verify` reads back. Written in C because two processes per
 * record (a shell and dd) cost a tenth of a core per guest under TCG.
 *
 * Usage: leasehold-guest DISK SERIAL VM HOST HOST_BOOT_ID
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/input.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define TICK_NS 100000000L
#define STEPS_MAX 512            /* foreign records stepped over per tick */
#define INPUTS_MAX 8
#define MAGIC "LHLAB1 "

struct record { uint64_t seq, start, boot; };

static const char *vm, *host, *host_boot;
static int disk = -1, serial = -1;
static size_t sector;
static uint64_t slots, start_id, boot_number;
static atomic_ulong count, last_write_ms, rewritten, write_errors;
static atomic_int hung;

static uint64_t now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(const char *format, ...)
{
    char line[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line, sizeof line - 2, format, args);
    va_end(args);
    if (n > (int)sizeof line - 3) n = sizeof line - 3;
    memcpy(line + n, "\r\n", 2);
    if (write(serial, line, n + 2) < 0) { /* nobody listens: fine */ }
}

static uint32_t fnv1a(const char *bytes, size_t n)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (unsigned char)bytes[i]) * 16777619u;
    return h;
}

/* Reads a record out of one sector; 0 when the sector holds none. */
static int parse(const char *s, struct record *r)
{
    unsigned long seq, boot; unsigned long long start;
    if (strncmp(s, MAGIC, strlen(MAGIC))) return 0;
    if (sscanf(s, MAGIC "seq=%lu start=%llx boot=%lu", &seq, &start, &boot) != 3) return 0;
    r->seq = seq; r->start = start; r->boot = boot;
    return 1;
}

static int read_slot(uint64_t slot, char *buf, struct record *r)
{
    if (pread(disk, buf, sector, slot * sector) != (ssize_t)sector) return -1;
    return parse(buf, r);
}

static int write_record(uint64_t slot, uint64_t seq, const char *kind, char *buf)
{
    memset(buf, 0, sector);
    int n = snprintf(buf, sector - 16, MAGIC "seq=%lu start=%016llx boot=%lu vm=%s host=%s host_boot=%s kind=%s "
        "count=%lu mono_ms=%lu real_ms=%lu rewritten=%lu", (unsigned long)seq, (unsigned long long)start_id,
        (unsigned long)boot_number, vm, host, host_boot, kind, atomic_load(&count),
        (unsigned long)now_ms(CLOCK_MONOTONIC), (unsigned long)now_ms(CLOCK_REALTIME), atomic_load(&rewritten));
    snprintf(buf + n, 16, " sum=%08x\n", fnv1a(buf, n));
    if (pwrite(disk, buf, sector, slot * sector) != (ssize_t)sector) return -1;
    atomic_store(&last_write_ms, now_ms(CLOCK_MONOTONIC));
    return 0;
}

/* Finds the newest record by halving: in a ring that starts at slot 0, the slots
   that belong to the present round all have seq >= the one in slot 0. */
static int find_head(uint64_t *slot, uint64_t *seq, char *buf)
{
    struct record first, r;
    int got = read_slot(0, buf, &first);
    *slot = 0; *seq = 1; boot_number = 1;
    if (got < 0) return -1;
    if (!got) return 0;
    uint64_t low = 0, high = slots;             /* slot `low` is of this round, `high` is not */
    struct record newest = first;
    while (high - low > 1) {
        uint64_t mid = low + (high - low) / 2;
        got = read_slot(mid, buf, &r);
        if (got < 0) return -1;
        if (got && r.seq >= first.seq) { low = mid; newest = r; } else high = mid;
    }
    *slot = (low + 1) % slots; *seq = newest.seq + 1; boot_number = newest.boot + 1;
    return 0;
}

/* Looks at the sector written last and at the ones ahead, so that nothing of a
   second writer is overwritten knowingly. Returns 1 when the next slot is ours
   to write, 0 when there is more to step over first. */
static int step_over_others(uint64_t *slot, uint64_t *seq, char *buf)
{
    struct record r;
    uint64_t before = (*slot + slots - 1) % slots;
    if (*seq > 1 && read_slot(before, buf, &r) > 0 && r.start != start_id && r.seq + 1 >= *seq)
        atomic_fetch_add(&rewritten, 1);        /* my last record is gone: somebody wrote over it */
    for (int i = 0; i < STEPS_MAX; i++) {
        if (read_slot(*slot, buf, &r) <= 0 || r.seq < *seq) return 1;
        *seq = r.seq + 1;
        *slot = (*slot + 1) % slots;
    }
    return 0;
}

static void *keep_writing(void *unused)
{
    (void)unused;
    char *buf;
    uint64_t slot, seq;
    if (posix_memalign((void **)&buf, 4096, 4096)) return NULL;
    while (find_head(&slot, &seq, buf) < 0) { atomic_fetch_add(&write_errors, 1); sleep(1); }
    say("guest %s: boot %lu on %s, record %lu at slot %lu of %lu", vm, (unsigned long)boot_number, host,
        (unsigned long)seq, (unsigned long)slot, (unsigned long)slots);
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    const char *kind = "start";
    for (;;) {
        if (!atomic_load(&hung)) {
            int ours = step_over_others(&slot, &seq, buf);
            if (ours && write_record(slot, seq, kind, buf) == 0) {
                slot = (slot + 1) % slots; seq++; atomic_fetch_add(&count, 1); kind = "tick";
            } else if (ours && atomic_fetch_add(&write_errors, 1) % 100 == 0) {
                say("guest %s: write failed: %s", vm, strerror(errno));
            }
        }
        next.tv_nsec += TICK_NS;
        if (next.tv_nsec >= 1000000000L) { next.tv_nsec -= 1000000000L; next.tv_sec++; }
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec > next.tv_sec + 1) next = now;      /* after a pause: no burst to catch up */
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
}

static void trigger(char key)
{
    int fd = open("/proc/sysrq-trigger", O_WRONLY);
    if (fd < 0 || write(fd, &key, 1) != 1) say("sysrq %c failed: %s", key, strerror(errno));
}

static void run_shell(const char *command)
{
    char line[400];
    FILE *out = popen(command, "r");
    if (!out) { say("error %s", strerror(errno)); return; }
    while (fgets(line, sizeof line, out)) { line[strcspn(line, "\r\n")] = 0; say("| %s", line); }
    say("exit %d", pclose(out));
}

static void obey(char *line)
{
    line[strcspn(line, "\r\n")] = 0;
    if (!*line || atomic_load(&hung)) return;
    if (!strcmp(line, "ping"))
        say("pong vm=%s host=%s boot=%lu count=%lu last_write_ms_ago=%lu write_errors=%lu", vm, host,
            (unsigned long)boot_number, atomic_load(&count),
            (unsigned long)(now_ms(CLOCK_MONOTONIC) - atomic_load(&last_write_ms)), atomic_load(&write_errors));
    else if (!strcmp(line, "panic")) { say("ok panic"); trigger('c'); }
    else if (!strcmp(line, "hang")) { say("ok hang"); atomic_store(&hung, 1); }
    else if (!strcmp(line, "poweroff")) { say("ok poweroff"); reboot(RB_POWER_OFF); }
    else if (!strcmp(line, "reboot")) { say("ok reboot"); reboot(RB_AUTOBOOT); }
    else if (!strncmp(line, "sh ", 3)) run_shell(line + 3);
    else say("unknown command; known: ping panic hang poweroff reboot sh COMMAND");
}

static int open_inputs(struct pollfd *fds)
{
    int n = 0;
    char path[64];
    for (int i = 0; i < INPUTS_MAX; i++) {
        snprintf(path, sizeof path, "/dev/input/event%d", i);
        int fd = open(path, O_RDONLY | O_NONBLOCK);
        if (fd >= 0) { fds[n].fd = fd; fds[n].events = POLLIN; n++; }
    }
    return n;
}

static void read_input(int fd)
{
    struct input_event e;
    while (read(fd, &e, sizeof e) == sizeof e)
        if (e.type == EV_KEY && e.code == KEY_POWER && e.value == 1 && !atomic_load(&hung)) {
            say("guest %s: power button", vm);
            reboot(RB_POWER_OFF);
        }
}

int main(int argc, char **argv)
{
    if (argc != 6) { fprintf(stderr, "usage: %s DISK SERIAL VM HOST HOST_BOOT_ID\n", argv[0]); return 2; }
    vm = argv[3]; host = argv[4]; host_boot = argv[5];
    serial = open(argv[2], O_RDWR | O_NOCTTY);
    struct termios raw;
    if (serial >= 0 && tcgetattr(serial, &raw) == 0) { raw.c_lflag &= ~ECHO; tcsetattr(serial, TCSANOW, &raw); }
    int fd = open("/dev/urandom", O_RDONLY);
    if (fd < 0 || read(fd, &start_id, sizeof start_id) != sizeof start_id) start_id = now_ms(CLOCK_REALTIME);
    int bytes_per_sector = 512; uint64_t bytes = 0;
    disk = open(argv[1], O_RDWR | O_DIRECT | O_SYNC);
    if (disk < 0 || ioctl(disk, BLKSSZGET, &bytes_per_sector) || ioctl(disk, BLKGETSIZE64, &bytes))
        say("guest %s: no disk: %s", vm, strerror(errno));
    sector = bytes_per_sector; slots = bytes / sector;
    pthread_t writer;
    if (slots) pthread_create(&writer, NULL, keep_writing, NULL);

    struct pollfd fds[1 + INPUTS_MAX] = {{ .fd = serial, .events = POLLIN }};
    int inputs = open_inputs(fds + 1);
    char line[512];
    for (;;) {
        if (poll(fds, 1 + inputs, -1) < 0) continue;
        for (int i = 1; i <= inputs; i++) if (fds[i].revents) read_input(fds[i].fd);
        if (fds[0].revents & POLLIN) {
            ssize_t n = read(serial, line, sizeof line - 1);    /* canonical mode: one line */
            if (n > 0) { line[n] = 0; obey(line); }
        } else if (fds[0].revents) sleep(1);
    }
}
