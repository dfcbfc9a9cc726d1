// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Makes known reads and says which: a line for each, "pid tid comm fd count ret"
 * (-errno for an error). The lines are kept in memory to the end, so that
 * writing them down is not itself something to trace. Linked statically: a
 * dynamic loader would make reads of its own. Nothing is read before stdin is
 * readable or closed: the tester lets go when tracing has begun. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define THREADS 64
#define PRIME 23

/* Shared with forked children, so that one writer tells all. */
struct journal {
	size_t length;
	char text[8 << 20];
};

static struct journal *journal;
static pthread_mutex_t journal_lock = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *what)
{
	fprintf(stderr, "workload: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void note(int fd, size_t count, long ret)
{
	char comm[17] = "";

	prctl(PR_GET_NAME, comm);
	pthread_mutex_lock(&journal_lock);
	journal->length += (size_t)snprintf(
		journal->text + journal->length, sizeof(journal->text) - journal->length,
		"%d %d %s %d %zu %ld\n", getpid(), gettid(), comm, fd, count, ret);
	pthread_mutex_unlock(&journal_lock);
}

static long read_noted(int fd, void *buffer, size_t count)
{
	long ret = syscall(SYS_read, fd, buffer, count);

	ret = ret < 0 ? -errno : ret;
	note(fd, count, ret);
	return ret;
}

static void tell(void)
{
	size_t done = 0;

	while (done < journal->length) {
		ssize_t written = write(1, journal->text + done, journal->length - done);

		if (written < 0)
			die("write");
		done += (size_t)written;
	}
}

static int open_or_die(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		die(path);
	return fd;
}

static int file_of(const char *text)
{
	int fd = memfd_create("workload", 0);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || lseek(fd, 0, SEEK_SET))
		die("memfd");
	return fd;
}

static void pause_ms(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&left, &left))
		;
}

static void rename_self(const char *name)
{
	prctl(PR_SET_NAME, name);
}

static void on_alarm(int number)
{
	(void)number;
}

/* Whether a process waits in read(); asked by pread(), which is not traced. */
static int is_reading(pid_t pid)
{
	char path[32], text[32] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	fd = open_or_die(path, O_RDONLY);
	if (pread(fd, text, sizeof(text) - 1, 0) < 0)
		die(path);
	close(fd);
	return *text >= '0' && *text <= '9' && atoi(text) == SYS_read;
}

/* A read of an empty pipe with an alarm on its way. */
static void interrupted_read(int flags)
{
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = flags};
	int ends[2];
	char byte;

	if (pipe(ends) || sigaction(SIGALRM, &action, NULL))
		die("pipe");
	if (fork() == 0) {
		pause_ms(100);
		kill(getppid(), SIGALRM);
		pause_ms(100);
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		_exit(0);
	}
	if (flags & SA_RESTART)
		note(ends[0], 1, -512); /* ERESTARTSYS: the program never sees it */
	read_noted(ends[0], &byte, 1);
	wait(NULL);
	close(ends[0]);
	close(ends[1]);
}

static void outcomes(void)
{
	static char buffer[4096];
	int zero = open_or_die("/dev/zero", O_RDONLY);
	int file = file_of("hello");
	int directory = open_or_die("/", O_RDONLY | O_DIRECTORY);
	int ends[2];

	for (int i = 0; i < PRIME; i++)
		read_noted(zero, buffer, (size_t)i * 7 + 1);
	read_noted(file, buffer, 3);
	read_noted(file, buffer, 100); /* short */
	read_noted(file, buffer, 100); /* end of file */
	read_noted(zero, buffer, 0);
	read_noted(-1, buffer, 10);
	close(file);
	read_noted(file, buffer, 10);
	read_noted(directory, buffer, 10);
	read_noted(zero, NULL, 10);
	if (pipe2(ends, O_NONBLOCK))
		die("pipe");
	read_noted(ends[0], buffer, 10);
	file = file_of("a whole GiB is asked for");
	read_noted(file, buffer, 1ul << 30);
	interrupted_read(0);
	interrupted_read(SA_RESTART);
}

static long reads_each;

static void *reader(void *argument)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);
	char name[16], buffer[THREADS];
	long number = (long)argument;

	snprintf(name, sizeof(name), "reader \"%ld\"", number);
	rename_self(name);
	for (long i = 0; i < reads_each; i++)
		read_noted(zero, buffer, (size_t)number);
	return NULL;
}

static void threads(void)
{
	pthread_t ids[THREADS];

	for (long i = 0; i < THREADS; i++)
		if (pthread_create(&ids[i], NULL, reader, (void *)i))
			die("pthread_create");
	for (int i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
}

/* Reads before and after fork and exec; what the new program will read is noted
 * before it takes over. */
static void family(const char *self)
{
	char buffer[16];
	int zero = open_or_die("/dev/zero", O_RDONLY);
	pid_t child;

	read_noted(zero, buffer, 1);
	child = fork();
	if (child == 0) {
		rename_self("child");
		read_noted(zero, buffer, 2);
		if (fork() == 0) {
			read_noted(zero, buffer, 3);
			_exit(0);
		}
		wait(NULL);
		read_noted(zero, buffer, 4);
		dup2(zero, 100);
		rename_self("workload"); /* as exec will */
		note(100, 7, 7);
		execl(self, "workload", "read-100", NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	read_noted(zero, buffer, 5);
}

/* exec by a thread that is not the leader, which takes over the leader's id. */
static void *exec_from_thread(void *self)
{
	char buffer[8];

	read_noted(100, buffer, 6);
	journal->length += (size_t)sprintf(journal->text + journal->length, "%d %d %s 100 7 7\n",
					   getpid(), getpid(), "workload");
	execl(self, "workload", "read-100", NULL);
	return NULL;
}

static void thread_exec(char *self, long times)
{
	char buffer[8];
	pthread_t id;

	for (long i = 0; i < times; i++) {
		if (fork() == 0) {
			dup2(open_or_die("/dev/zero", O_RDONLY), 100);
			read_noted(100, buffer, 5);
			pthread_create(&id, NULL, exec_from_thread, self);
			for (;;)
				pause();
		}
		wait(NULL);
	}
}

/* Stopped and continued inside a read: the call starts again, without a handler. */
static void stopped(void)
{
	int ends[2], status;
	char byte;
	pid_t child;

	if (pipe(ends))
		die("pipe");
	child = fork();
	if (child == 0) {
		note(ends[0], 1, -512);
		read_noted(ends[0], &byte, 1);
		_exit(0);
	}
	while (!is_reading(child))
		pause_ms(1);
	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	kill(child, SIGCONT);
	if (write(ends[1], "x", 1) != 1)
		die("write");
	waitpid(child, &status, 0);
}

static void blocked(long ms)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		die("pipe");
	if (fork() == 0) {
		pause_ms(ms);
		_exit(write(ends[1], "x", 1) != 1);
	}
	read_noted(ends[0], &byte, 1);
	wait(NULL);
}

/* A process killed while it waits in read(). */
static void killed(void)
{
	int ends[2];
	char byte;
	pid_t child;

	if (pipe(ends))
		die("pipe");
	child = fork();
	if (child == 0) {
		(void)!read(ends[0], &byte, 1);
		_exit(0);
	}
	pause_ms(200);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* N children, all inside read() at the same time, until the end of input. */
static void crowd(long children)
{
	pid_t pids[children];
	int ends[2];
	char byte;

	if (pipe(ends))
		die("pipe");
	for (long i = 0; i < children; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			close(ends[1]);
			(void)!read(ends[0], &byte, 1);
			_exit(0);
		}
	}
	for (long i = 0; i < children; i++)
		while (!is_reading(pids[i]))
			pause_ms(1);
	pause_ms(100);
	close(ends[1]);
	while (wait(NULL) > 0)
		;
}

/* A read, then one by each of N children, one after the other. */
static void parade(long children)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);
	char byte;

	read_noted(zero, &byte, 1);
	for (long i = 0; i < children; i++) {
		if (fork() == 0) {
			(void)!read(zero, &byte, 1);
			_exit(0);
		}
		wait(NULL);
	}
}

/* N reads as fast as they go; says nanoseconds per read. */
static void flat_out(long reads)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);
	struct timespec from, to;
	char byte;

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (long i = 0; i < reads; i++)
		syscall(SYS_read, zero, &byte, 1);
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%d %ld %.1f\n", getpid(), reads,
	       ((double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec)) /
		       (double)reads);
}

/* Holds until stdin is readable, without reading it. */
static void await_go(void)
{
	struct pollfd go = {.fd = 0, .events = POLLIN};

	while (poll(&go, 1, 20000) < 0 && errno == EINTR)
		;
}

#if defined(__x86_64__)
/* read(fd, buffer, count) by way of the 32-bit table; the buffer is below 4 GiB. */
static long compat_read(int fd, unsigned int count)
{
	void *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long ret = 3;

	__asm__ volatile("int $0x80"
			 : "+a"(ret)
			 : "b"((long)fd), "c"(low), "d"((long)count)
			 : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static void compat(void)
{
	int zero = open_or_die("/dev/zero", O_RDONLY);
	char buffer[8];

	for (int i = 0; i < 5; i++)
		if (compat_read(zero, 4) != 4)
			die("int 0x80");
	read_noted(zero, buffer, 8);
	close(zero); /* the number that read has in the 32-bit table */
}
#endif

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long number = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	char buffer[16];

	journal = mmap(NULL, sizeof(*journal), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (journal == MAP_FAILED)
		die("mmap");
	if (strcmp(what, "read-100") == 0)
		return syscall(SYS_read, 100, buffer, 7) != 7;
	await_go();
	if (strcmp(what, "outcomes") == 0)
		outcomes();
	else if (strcmp(what, "threads") == 0) {
		reads_each = number;
		threads();
	} else if (strcmp(what, "family") == 0)
		family(argv[0]);
	else if (strcmp(what, "thread-exec") == 0)
		thread_exec(argv[0], number);
	else if (strcmp(what, "stopped") == 0)
		stopped();
	else if (strcmp(what, "blocked") == 0)
		blocked(number);
	else if (strcmp(what, "killed") == 0)
		killed();
	else if (strcmp(what, "crowd") == 0)
		crowd(number);
	else if (strcmp(what, "parade") == 0)
		parade(number);
	else if (strcmp(what, "flat-out") == 0)
		flat_out(number);
#if defined(__x86_64__)
	else if (strcmp(what, "compat") == 0)
		compat();
#endif
	else {
		fprintf(stderr, "workload: no subcommand '%s'\n", what);
		return 2;
	}
	tell();
	return 0;
}
