// A machine as a plain user has it: a mount namespace of its own with this project where the user may read it,
// and with a stand-in for pkexec, or with none at all. Nothing of it can be seen from outside.

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NOBODY } from '../kernel/peer.ts';

const ROOT = join(import.meta.dirname, '../..');

/** In a fresh namespace, with $0 the place, $1 the project, $2 Node, $3 the user. A character device 0/0 hides what lies below it. */
const SET = `set -e
stage=$0 root=$1 node=$2 user=$3
shift 3
mount -t tmpfs -o mode=755 none "$stage"
mkdir "$stage/bin" "$stage/ioscope"
touch "$stage/node"
mount --bind "$node" "$stage/node"
mount --bind "$root" "$stage/ioscope"
cp "$root/.output/ioscope-loader" "$stage/capable-loader"
PATH="$PATH:/usr/sbin:/sbin" setcap cap_bpf,cap_perfmon,cap_dac_read_search+ep "$stage/capable-loader"
cp "$root/.output/ioscope-loader" "$stage/bare loader"
mknod "$stage/bin/kdesudo" c 0 0
if [ -e "$stage.pkexec" ]; then
  cp "$stage.pkexec" "$stage/bin/pkexec"
  chmod 4755 "$stage/bin/pkexec"
else
  mknod "$stage/bin/pkexec" c 0 0
fi
mount -t overlay -o "lowerdir=$stage/bin:/usr/bin" none /usr/bin
cd "$stage"
exec setpriv --reuid="$user" --regid="$user" --clear-groups "$@"`;

/** How the stand-in answers; see pkexec.c. */
export type Answer = 'dismissed' | 'not-authorised' | 'no-agent' | 'no-polkit' | 'waits' | 'granted';

export class Stage {
  /** Directory for runs on the stage: the user's own, also seen from outside. */
  readonly directory: string;
  readonly program: string;
  readonly loader: string;
  /** A copy of the loader with file capabilities. */
  readonly capableLoader: string;
  /** A copy of the loader whose path is no plain word. */
  readonly oddLoader: string;
  /** Where the stand-in for pkexec notes its PID and what it was asked, a line each. */
  readonly asked: string;
  #place: string;

  /** `base` is a directory of the test's; `pkexec: false` for a machine without one. */
  constructor(base: string, { pkexec }: { pkexec: boolean }) {
    chmodSync(base, 0o755);
    this.#place = join(base, 'stage');
    this.directory = join(base, 'home');
    mkdirSync(this.#place);
    mkdirSync(this.directory, { mode: 0o700 });
    for (const part of ['.', 'cache', 'run']) {
      mkdirSync(join(this.directory, part), { recursive: true, mode: 0o700 });
      chownSync(join(this.directory, part), NOBODY, NOBODY);
    }
    this.program = join(this.#place, 'ioscope/bin/ioscope');
    this.loader = join(this.#place, 'ioscope/.output/ioscope-loader');
    this.capableLoader = join(this.#place, 'capable-loader');
    this.oddLoader = join(this.#place, 'bare loader');
    this.asked = join(this.directory, 'asked');
    if (pkexec) compile(`${this.#place}.pkexec`);
  }

  /** Runs as the user with Node: `spawn(...wrap, script)`. */
  get wrap(): string[] {
    const place = [this.#place, ROOT, process.execPath, String(NOBODY)];
    return ['unshare', '--mount', 'sh', '-c', SET, ...place, join(this.#place, 'node')];
  }

  env(answer?: Answer): NodeJS.ProcessEnv {
    return {
      HOME: this.directory,
      XDG_CACHE_HOME: join(this.directory, 'cache'),
      XDG_RUNTIME_DIR: join(this.directory, 'run'),
      IOSCOPE_TEST_PKEXEC: answer,
      IOSCOPE_TEST_ASKED: this.asked,
    };
  }

  /** A script of the project as it is called on the stage. */
  script(path: string): string {
    return join(this.#place, 'ioscope', path);
  }
}

function compile(program: string): void {
  const source = join(import.meta.dirname, 'pkexec.c');
  const built = `${program}.new`;
  execFileSync('cc', ['-O2', '-Wall', '-Wextra', '-Werror', '-o', built, source]);
  // As a whole or not at all.
  copyFileSync(built, program);
  chmodSync(program, 0o755);
}
