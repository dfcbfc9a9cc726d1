// SPDX-License-Identifier: MIT
/* Stands in for pkexec: notes its PID and what it was asked, then answers as
 * IOSCOPE_TEST_PKEXEC says, with the exit codes and the words of the real one.
 * Only ever set-user-id in a mount namespace that nobody else sees. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int code;
	const char *words;
} refusals[] = {
	{"dismissed", 126, "Error executing command as another user: Request dismissed\n"},
	{"not-authorised", 127,
	 "Error executing command as another user: Not authorized\n\n"
	 "This incident has been reported.\n"},
	{"no-agent", 127,
	 "Error executing command as another user: No authentication agent found.\n"},
	{"no-polkit", 127,
	 "Error getting authority: Error initializing authority: Could not connect: "
	 "No such file or directory\n"},
};

static void note(char **argv)
{
	const char *path = getenv("IOSCOPE_TEST_ASKED");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file)
		fprintf(file, "%d\n", getpid());
	for (; file && *argv; argv++)
		fprintf(file, "%s\n", *argv);
	if (file)
		fclose(file);
}

static int grant(char **argv)
{
	char caller[16];

	snprintf(caller, sizeof(caller), "%u", getuid());
	if (clearenv() || setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1) ||
	    setenv("PKEXEC_UID", caller, 1) || setgid(0) || setuid(0))
		return 127;
	execv(argv[0], argv);
	return 127;
}

int main(int argc, char **argv)
{
	const char *answer = getenv("IOSCOPE_TEST_PKEXEC");

	note(argv + 1);
	for (size_t i = 0; answer && i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (strcmp(answer, refusals[i].name))
			continue;
		fputs(refusals[i].words, stderr);
		return refusals[i].code;
	}
	if (answer && strcmp(answer, "waits") == 0)
		pause();
	if (answer && strcmp(answer, "granted") == 0 && argc > 2 &&
	    strcmp(argv[1], "--disable-internal-agent") == 0)
		return grant(argv + 2);
	return 127;
}
