// SPDX-License-Identifier: GPL-2.0 OR MIT
/* `empty OBJECT MODE`: attaches the programs of the object whose names begin with
 * MODE, says so, and stays until its standard input is closed. */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 3 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_program *program;
	char byte;

	if (libbpf_get_error(object) || !object)
		return 1;
	bpf_object__for_each_program(program, object) bpf_program__set_autoload(
		program, strncmp(bpf_program__name(program), argv[2], strlen(argv[2])) == 0);
	if (bpf_object__load(object))
		return 1;
	bpf_object__for_each_program(
		program, object) if (bpf_program__autoload(program) &&
				     libbpf_get_error(bpf_program__attach(program))) return 1;
	if (write(STDOUT_FILENO, "attached\n", 9) != 9)
		return 1;
	return read(STDIN_FILENO, &byte, 1) < 0;
}
