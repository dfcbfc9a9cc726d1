// SPDX-License-Identifier: GPL-2.0 OR MIT
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"

/* A line is `ADDRESS TYPE NAME`, and of a module's symbol `[MODULE]` behind a tab
 * (kernel/kallsyms.c). A capital TYPE has what is not static: no other has its name. */
static void *look(void *data)
{
	struct symbols *symbols = data;
	FILE *list = fopen("/proc/kallsyms", "re");
	char line[512];

	while (list && fgets(line, sizeof(line), list) &&
	       !(symbols->rename_lock && symbols->mount_lock)) {
		char *type = strchr(line, ' ');

		if (!type || strlen(type) < 3 || !isupper((unsigned char)type[1]))
			continue;
		if (!strcmp(type + 3, "rename_lock\n"))
			symbols->rename_lock = strtoull(line, NULL, 16);
		else if (!strcmp(type + 3, "mount_lock\n"))
			symbols->mount_lock = strtoull(line, NULL, 16);
	}
	if (list)
		fclose(list);
	return NULL;
}

void symbols_begin(struct symbols *symbols)
{
	symbols->runs = !pthread_create(&symbols->thread, NULL, look, symbols);
}

void symbols_tell(struct symbols *symbols, struct ledger *ledger)
{
	symbols_end(symbols);
	ledger->rename_lock = symbols->rename_lock;
	ledger->mount_lock = symbols->mount_lock;
}

void symbols_end(struct symbols *symbols)
{
	if (symbols->runs)
		pthread_join(symbols->thread, NULL);
	symbols->runs = 0;
}
