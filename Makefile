# Builds the kernel side and the loader into .output/. `make V=1` shows the commands.

OUTPUT := .output
CLANG ?= clang
CLANG_FORMAT ?= clang-format
# A plain user's PATH lacks Debian's /usr/sbin, where bpftool is.
BPFTOOL ?= $(shell PATH="$$PATH:/usr/sbin:/sbin" command -v bpftool || echo bpftool)

MACHINE := $(shell uname -m)
BPF_ARCH := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(MACHINE)))
MULTIARCH := $(shell $(CC) -print-multiarch 2>/dev/null)

CFLAGS ?= -O2 -g
LOADER_CFLAGS := -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -I$(OUTPUT) -MMD -MP \
	-fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 $(CFLAGS)
LOADER_LDFLAGS := -pie -Wl,-z,relro,-z,now,-z,noexecstack $(LDFLAGS)
# Static but for libc. libelf.a of later distributions also wants zstd.
LIBZSTD := $(filter /%,$(shell $(CC) -print-file-name=libzstd.a))
LOADER_LIBS := -l:libbpf.a -l:libelf.a -l:libz.a $(LIBZSTD)

BPF_CFLAGS := -g -O2 -target bpf -mcpu=v3 -D__TARGET_ARCH_$(BPF_ARCH) -Wall -Werror -MMD -MP \
	$(if $(MULTIARCH),-idirafter /usr/include/$(MULTIARCH))

LOADER_OBJECTS := $(patsubst loader/%.c,$(OUTPUT)/%.o,$(wildcard loader/*.c))
FORMATTED := $(wildcard bpf/*.[ch] loader/*.[ch] test/*/*.[ch] test/*/*/*.[ch])

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' $(1) $(2))

.PHONY: all clean format check-format test-workload
.DELETE_ON_ERROR:
.SECONDARY:

all: $(OUTPUT)/ioscope-loader

$(OUTPUT):
	$(Q)mkdir -p $@

# The numbers are those of IOSCOPE_KERNEL in read.bpf.c.
$(OUTPUT)/casts.bpf.o: KERNEL := 1
$(OUTPUT)/helpers.bpf.o: KERNEL := 2
$(OUTPUT)/unseen.bpf.o: KERNEL := 3

BPF_OBJECTS := $(addprefix $(OUTPUT)/,casts.bpf.o helpers.bpf.o unseen.bpf.o)
SKELETONS := $(BPF_OBJECTS:.bpf.o=.skel.h)

# Static patterns: what an older build left in .output/ is not built again.
# Written anew by bpftool: without the debug information, but for BTF.
$(BPF_OBJECTS): $(OUTPUT)/%.bpf.o: bpf/read.bpf.c Makefile | $(OUTPUT)
	$(call say,BPF,$@)
	$(Q)$(CLANG) $(BPF_CFLAGS) -DIOSCOPE_KERNEL=$(KERNEL) -MT $@ -c $< -o $@.whole
	$(Q)$(BPFTOOL) gen object $@ $@.whole

$(SKELETONS): $(OUTPUT)/%.skel.h: $(OUTPUT)/%.bpf.o
	$(call say,SKELETON,$@)
	$(Q)$(BPFTOOL) gen skeleton $< name $* > $@

$(OUTPUT)/%.o: loader/%.c Makefile | $(OUTPUT)
	$(call say,CC,$@)
	$(Q)$(CC) $(LOADER_CFLAGS) -c $< -o $@

# Generated, so no dependency file knows of it before the first build.
$(OUTPUT)/object.o: $(SKELETONS)

$(OUTPUT)/ioscope-loader: $(LOADER_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LOADER_CFLAGS) $^ $(LOADER_LDFLAGS) $(LOADER_LIBS) -o $@

test-workload: $(OUTPUT)/workload

$(OUTPUT)/workload: $(wildcard test/kernel/workload/*.[ch]) Makefile | $(OUTPUT)
	$(call say,CC,$@)
	$(Q)$(CC) -std=gnu11 -Wall -Wextra -Werror -D_GNU_SOURCE -O2 -g -static -pthread \
		$(filter %.c,$^) -o $@

format:
	$(Q)$(CLANG_FORMAT) -i $(FORMATTED)

check-format:
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(FORMATTED)

clean:
	$(Q)rm -rf $(OUTPUT)

-include $(wildcard $(OUTPUT)/*.d)
