// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Reads of every kind of file, and of files whose path changes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static char buffer[4096];

/* A directory of its own, which becomes the working directory. */
static void enter_scratch(void)
{
	static char path[] = "/tmp/ioscope-workload-XXXXXX";

	if (!mkdtemp(path) || chdir(path))
		die("mkdtemp");
}

static int file_named(const char *name)
{
	int fd = open(name, O_CREAT | O_RDWR | O_TRUNC, 0640);

	if (fd < 0 || pwrite(fd, "twenty-three bytes long", 23, 0) != 23)
		die(name);
	return fd;
}

static void read_and_close(int fd)
{
	if (fd < 0)
		die("open");
	read_noted(fd, buffer, 16);
	close(fd);
}

static void pipes_and_sockets(void)
{
	int ends[2];

	if (pipe2(ends, O_NONBLOCK) || write(ends[1], "pipe", 4) != 4)
		die("pipe");
	read_and_close(ends[0]);
	close(ends[1]);
	if (mkfifo("fifo", 0600))
		die("mkfifo");
	read_and_close(open("fifo", O_RDONLY | O_NONBLOCK));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends))
		die("socketpair");
	read_and_close(ends[0]);
	close(ends[1]);
	read_and_close(socket(AF_INET, SOCK_STREAM, 0));
}

/* One after the other in the same place, under the same inode, with names alike. */
static void anonymous(void)
{
	sigset_t none;

	sigemptyset(&none);
	read_and_close(eventfd(3, EFD_NONBLOCK));
	read_and_close(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
	read_and_close(eventfd(3, EFD_NONBLOCK));
	read_and_close(inotify_init1(IN_NONBLOCK));
	read_and_close(epoll_create1(0));
	read_and_close(signalfd(-1, &none, SFD_NONBLOCK));
	read_and_close(memfd_create("one", 0));
	read_and_close(memfd_create("two", 0));
}

static void terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);

	if (master < 0 || grantpt(master) || unlockpt(master))
		die("openpt");
	read_and_close(open(ptsname(master), O_RDONLY | O_NOCTTY | O_NONBLOCK));
	read_and_close(master);
}

void kinds(long number)
{
	int file;

	(void)number;
	enter_scratch();
	file = file_named("file");
	lseek(file, 5, SEEK_SET);
	read_noted(file, buffer, 7);
	read_noted(file, buffer, 7);
	close(file);
	read_noted(file, buffer, 7);
	read_noted(-1, buffer, 7);
	read_and_close(open("file", O_PATH));
	read_and_close(open("file", O_WRONLY));
	read_and_close(open("file", O_RDONLY));
	read_and_close(open(".", O_RDONLY | O_DIRECTORY));
	read_and_close(open("/", O_RDONLY | O_DIRECTORY));
	read_and_close(open("/proc", O_RDONLY | O_DIRECTORY));
	read_and_close(open("/dev/zero", O_RDONLY));
	read_and_close(open("/dev/null", O_RDONLY));
	read_and_close(open("/proc/self/stat", O_RDONLY));
	read_and_close(open("/proc/sys/kernel/ostype", O_RDONLY));
	read_and_close(open("/sys/kernel/mm/transparent_hugepage/enabled", O_RDONLY));
	read_and_close(open("/proc/self/ns/mnt", O_RDONLY));
	pipes_and_sockets();
	anonymous();
	terminal();
}

static void deleted(void)
{
	int file = file_named("deleted");

	read_noted(file, buffer, 3);
	unlink("deleted");
	read_noted(file, buffer, 3);
	close(file);
	read_and_close(file_named("deleted")); /* another file of that name */
	read_and_close(open(".", O_TMPFILE | O_RDWR, 0600));
}

static void renamed_above(void)
{
	int file;

	if (mkdir("a", 0700) || mkdir("a/b", 0700))
		die("mkdir");
	file = file_named("a/b/file");
	read_noted(file, buffer, 2);
	if (rename("a/b/file", "a/b/other"))
		die("rename");
	read_noted(file, buffer, 2);
	if (rename("a/b", "a/directory with a longer name than thirty-two bytes"))
		die("rename");
	read_noted(file, buffer, 2);
	if (rename("a", "c"))
		die("rename");
	read_noted(file, buffer, 2);
	close(file);
}

static void odd_names(void)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = 0;
	read_and_close(file_named(name));
	read_and_close(file_named("\x01 \"quoted\" <b>\n\xff\xfe =cmd()"));
	read_and_close(file_named("(deleted)"));
}

/* Files of one inode and name, by other mounts and other roots. */
void places(long number)
{
	int first, second;

	(void)number;
	enter_scratch();
	deleted();
	renamed_above();
	odd_names();
	first = file_named("first");
	second = file_named("second");
	for (int i = 0; i < 3; i++) {
		read_noted(first, buffer, 1);
		read_noted(second, buffer, 1);
	}
	dup2(second, first); /* the number now means another file */
	read_noted(first, buffer, 1);
	if (link("second", "hard link"))
		die("link");
	read_and_close(open("hard link", O_RDONLY));
	read_and_close(open("second", O_RDONLY));
}

static void overlay(void)
{
	if (mkdir("lower", 0700) || mkdir("upper", 0700) || mkdir("work", 0700) ||
	    mkdir("merged", 0700))
		die("mkdir");
	close(file_named("lower/below"));
	close(file_named("lower/copied"));
	if (mount("overlay", "merged", "overlay", 0,
		  "lowerdir=lower,upperdir=upper,workdir=work")) {
		/* This kernel or this file system cannot: said, so that nobody takes it for tested.
		 */
		perror("overlay mounts are not tested here");
		return;
	}
	read_and_close(open("merged/below", O_RDONLY));
	read_and_close(open("merged/copied", O_RDWR));
}

void mounts(long number)
{
	int outside;

	(void)number;
	enter_scratch();
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("unshare");
	if (mkdir("tmpfs", 0700) || mkdir("bound", 0700) || mkdir("moved", 0700) ||
	    mount("none", "tmpfs", "tmpfs", 0, NULL))
		die("mount");
	outside = file_named("tmpfs/file");
	read_noted(outside, buffer, 1);
	read_and_close(open("tmpfs/file", O_RDONLY));
	if (mount("tmpfs", "bound", NULL, MS_BIND, NULL))
		die("bind");
	read_and_close(open("bound/file", O_RDONLY));
	read_and_close(open("tmpfs/file", O_RDONLY));
	read_and_close(open("bound", O_RDONLY | O_DIRECTORY));
	close(file_named("covered"));
	if (mount("tmpfs/file", "covered", NULL, MS_BIND, NULL))
		die("bind");
	read_and_close(open("covered", O_RDONLY));
	if (mount("tmpfs", "moved", NULL, MS_MOVE, NULL))
		die("move");
	read_noted(outside, buffer, 1);
	overlay();
	if (mkdir("bound/root", 0700) || mkdir("bound/root/proc", 0700) ||
	    mount("none", "bound/root/proc", "proc", 0, NULL))
		die("proc");
	close(file_named("bound/root/inside"));
	if (chroot("bound/root") || chdir("/"))
		die("chroot");
	read_and_close(open("/inside", O_RDONLY));
	read_and_close(open("/", O_RDONLY | O_DIRECTORY));
	read_noted(outside, buffer, 1);
}

/* A file below `depth` directories; the journal has as much of its path as was made. */
void deep(long depth)
{
	struct state state;
	char name[32];
	int file;

	enter_scratch();
	for (long i = 0; i < depth; i++) {
		snprintf(name, sizeof(name), "%ld", i);
		if (mkdir(name, 0700) || chdir(name))
			die("mkdir");
	}
	file = file_named("file");
	look(file, &state);
	note_call(gettid(), "read", file, 4, syscall(SYS_read, file, buffer, 4), &state);
}

static int before;

void open_before_go(void)
{
	enter_scratch();
	before = file_named("before");
	lseek(before, 4, SEEK_SET);
}

void open_before(long number)
{
	(void)number;
	read_noted(before, buffer, 2);
}

/* More files than are remembered, each twice. */
void many_files(long files)
{
	char name[32];

	enter_scratch();
	for (long round = 0; round < 2; round++)
		for (long i = 0; i < files; i++) {
			snprintf(name, sizeof(name), "%ld", i);
			read_and_close(open(name, O_CREAT | O_RDWR, 0600));
		}
}

static volatile int stop_renaming;

static void *rename_about(void *unused)
{
	(void)unused;
	while (!stop_renaming)
		if (rename("here", "a name that is far too long to lie in the dentry itself") ||
		    rename("a name that is far too long to lie in the dentry itself", "here"))
			die("rename");
	return NULL;
}

/* Several threads read one file below a directory that is renamed all the time. */
static void *read_on(void *file)
{
	for (int i = 0; i < 20000; i++)
		if (syscall(SYS_pread64, *(int *)file, buffer, 0, 0))
			die("pread");
	return NULL;
}

void crossing(long number)
{
	pthread_t renamer, readers[4];
	int file;

	(void)number;
	enter_scratch();
	if (mkdir("here", 0700))
		die("mkdir");
	file = file_named("here/file");
	pthread_create(&renamer, NULL, rename_about, NULL);
	for (int i = 0; i < 4; i++)
		pthread_create(&readers[i], NULL, read_on, &file);
	for (int i = 0; i < 4; i++)
		pthread_join(readers[i], NULL);
	stop_renaming = 1;
	pthread_join(renamer, NULL);
	read_noted(file, buffer, 1);
}

/* Files that are first read when the ring has long been full, and again when the process,
 * which stops itself in between, is continued: when there is room once more. */
void flood(long files)
{
	int zero = open_or_die("/dev/zero", O_RDONLY), fds[files];
	char name[32];

	enter_scratch();
	for (int i = 0; i < 200000; i++)
		syscall(SYS_read, zero, buffer, 1);
	for (long i = 0; i < files; i++) {
		snprintf(name, sizeof(name), "%ld", i);
		fds[i] = file_named(name);
		syscall(SYS_read, fds[i], buffer, 1);
	}
	raise(SIGSTOP);
	for (long i = 0; i < files; i++)
		read_noted(fds[i], buffer, 5);
}
