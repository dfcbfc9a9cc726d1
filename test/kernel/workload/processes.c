// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Reads of several threads and processes, and of such as end or wait. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

#define THREADS 64

static void rename_self(const char *name)
{
	prctl(PR_SET_NAME, name);
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

void threads(long number)
{
	pthread_t ids[THREADS];

	reads_each = number;
	for (long i = 0; i < THREADS; i++)
		if (pthread_create(&ids[i], NULL, reader, (void *)i))
			die("pthread_create");
	for (int i = 0; i < THREADS; i++)
		pthread_join(ids[i], NULL);
}

/* Under the file's own name, which becomes the comm. */
static void exec_self(void)
{
	char path[4096] = "";

	if (readlink("/proc/self/exe", path, sizeof(path) - 1) > 0)
		execl(path, "workload", "read-100", NULL);
	die("exec");
}

/* Notes what the new program will read, and becomes it. */
void become_reader(void)
{
	rename_self("workload"); /* as exec will */
	note(100, 7, 7);
	exec_self();
}

/* Reads before and after fork and exec; what the new program will read is noted
 * before it takes over. */
void family(long number)
{
	char buffer[16];
	int zero = open_or_die("/dev/zero", O_RDONLY);
	pid_t child;

	(void)number;
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
		become_reader();
	}
	waitpid(child, NULL, 0);
	read_noted(zero, buffer, 5);
}

/* exec by a thread that is not the leader, which takes over the leader's id. */
static void *exec_from_thread(void *unused)
{
	char buffer[8];

	(void)unused;
	read_noted(100, buffer, 6);
	note_as(getpid(), 100, 7, 7); /* the new program, as the leader */
	exec_self();
	return NULL;
}

void thread_exec(long times)
{
	char buffer[8];
	pthread_t id;

	for (long i = 0; i < times; i++) {
		if (fork() == 0) {
			dup2(open_or_die("/dev/zero", O_RDONLY), 100);
			read_noted(100, buffer, 5);
			pthread_create(&id, NULL, exec_from_thread, NULL);
			for (;;)
				pause();
		}
		wait(NULL);
	}
}

static int endless[2]; /* a pipe that nothing is written to */
static volatile pid_t inside[3];

static void *read_for_ever(void *number)
{
	char byte;

	inside[(long)number] = gettid();
	(void)!read(endless[0], &byte, 1);
	return NULL;
}

static void *exec_when_leader_reads(void *unused)
{
	(void)unused;
	await_reading(getpid());
	note_as(getpid(), 100, 7, 7);
	exec_self();
	return NULL;
}

/* exec while other threads are inside read(), which ends them: three of them, or the
 * leader, whose id the new program has. */
void exec_inside(long by_thread)
{
	pthread_t id;

	if (pipe(endless))
		die("pipe");
	if (fork()) {
		wait(NULL);
		return;
	}
	dup2(open_or_die("/dev/zero", O_RDONLY), 100);
	if (by_thread) {
		pthread_create(&id, NULL, exec_when_leader_reads, NULL);
		read_for_ever(0);
	}
	for (long i = 0; i < 3; i++)
		pthread_create(&id, NULL, read_for_ever, (void *)i);
	for (int i = 0; i < 3; i++) {
		while (!inside[i])
			pause_ms(1);
		await_reading(inside[i]);
	}
	become_reader();
}

/* Stopped and continued inside a read: the call starts again, without a handler. */
void stopped(long number)
{
	int ends[2], status;
	char byte;
	pid_t child;

	(void)number;
	if (pipe(ends))
		die("pipe");
	child = fork();
	if (child == 0) {
		note(ends[0], 1, -512);
		read_noted(ends[0], &byte, 1);
		_exit(0);
	}
	await_reading(child);
	kill(child, SIGSTOP);
	waitpid(child, &status, WUNTRACED);
	kill(child, SIGCONT);
	if (write(ends[1], "x", 1) != 1)
		die("write");
	waitpid(child, &status, 0);
}

void blocked(long ms)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		die("pipe");
	if (fork() == 0) {
		await_reading(getppid());
		pause_ms(ms);
		_exit(write(ends[1], "x", 1) != 1);
	}
	read_noted(ends[0], &byte, 1);
	wait(NULL);
}

/* A process killed while it waits in read(). */
void killed(long number)
{
	int ends[2];
	char byte;
	pid_t child;

	(void)number;
	if (pipe(ends))
		die("pipe");
	child = fork();
	if (child == 0) {
		(void)!read(ends[0], &byte, 1);
		_exit(0);
	}
	await_reading(child);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* N children, all inside read() at the same time. */
static void all_inside(long children, void (*meanwhile)(void))
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
		await_reading(pids[i]);
	meanwhile();
	close(ends[1]);
	while (wait(NULL) > 0)
		;
}

static void wait_a_little(void)
{
	pause_ms(100);
}

/* For a tenth of a second. */
void crowd(long children)
{
	all_inside(children, wait_a_little);
}

static void hold(void)
{
	raise(SIGSTOP);
}

/* Until the first process, which has stopped by then, is continued. */
void held_crowd(long children)
{
	all_inside(children, hold);
}

/* A read, then one by each of N children, one after the other. */
void parade(long children)
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
