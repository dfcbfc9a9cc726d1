// Which application a process belongs to: by its control group where that names one, else by its ancestors. Pure.

import type { ProcessInfo } from '../../contract/processes.ts';

export interface Application {
  /** Unlike that of every other; the same in every run of it. */
  key: string;
  /** As the system or the program has it: hostile. */
  name: string;
  /** Why: `cgroup`, its control group; `ancestor`, the program that started it; `machine`, the machine's own. */
  by: 'cgroup' | 'ancestor' | 'machine';
}

export const SYSTEM: Application = { key: 'system', name: 'System', by: 'machine' };

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Programs that start others on someone's behalf: none of those is theirs. Names as the kernel keeps them. */
const FRAMES = words(`
  sh bash dash ash zsh fish ksh mksh tcsh csh nu pwsh xonsh busybox
  login su sudo doas pkexec sshd sshd-session sshd-auth dropbear mosh-server tmux screen zellij script
  gnome-terminal- kgx ptyxis ptyxis-agent konsole yakuake xterm urxvt st alacritty kitty foot wezterm-gui ghostty
  tilix terminator terminology xfce4-terminal lxterminal mate-terminal qterminal guake tilda cosmic-term
  init systemd (sd-pam) systemd-executo runit runsv s6-svscan s6-supervise openrc-init tini dumb-init docker-init
  containerd-shim conmon dbus-daemon dbus-broker dbus-launch
  gnome-session-b gnome-session-i gnome-session-s gnome-shell ksmserver startplasma-way startplasma-x11 plasmashell
  plasma_session kwin_wayland kwin_x11 xfce4-session xfce4-panel xfwm4 xfdesktop lxsession lxqt-session lxqt-panel
  mate-session mate-panel cinnamon-sessio cinnamon cosmic-session cosmic-comp cosmic-app-list cosmic-panel
  sway Hyprland i3 openbox river niri labwc Xorg Xwayland xinit startx gdm gdm-session-wor gdm-wayland-ses gdm-x-session
  gdm3 sddm sddm-helper lightdm greetd`);

/** Applications whose control group holds whatever is started in them. */
const TERMINALS =
  /(^|\.)(terminal|console|konsole|ptyxis|kgx|xterm|alacritty|kitty|foot|wezterm|ghostty|tilix|yakuake)$/i;

/** A kernel name of this length may be cut: TASK_COMM_LEN less its NUL. */
const COMM_BYTES = 15;

/** The name of the program: the kernel's, or that of its file where the kernel's is its beginning only. */
export function programName({ name, exe }: Pick<ProcessInfo, 'name' | 'exe'>): string {
  const file =
    exe
      .replace(/ \(deleted\)$/, '')
      .split('/')
      .at(-1) ?? '';
  return name.length === COMM_BYTES && file.startsWith(name) ? file : name;
}

/** systemd writes \xNN for what must not stand in a unit's name. */
function unescaped(part: string): string {
  return part.replaceAll(/\\+x([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** `org.gnome.Nautilus` is Nautilus to its users. */
function shortName(id: string): string {
  const plain = id.replace(/\.desktop$/, '');
  return /^[\w-]+(\.[\w-]+){2,}$/.test(plain) ? (plain.split('.').at(-1) ?? plain) : plain;
}

const named = (id: string): Application => ({ key: `app ${id}`, name: shortName(id), by: 'cgroup' });

/**
 * What the last unit of the path that says so stands for: `app[-launcher]-ID-RANDOM.scope`, `app[-launcher]-ID[@RANDOM]
 * .service` (systemd's "Desktop Environments"), `snap.NAME.COMMAND…`, a container's scope, or a service of the system.
 */
export function applicationOfCgroup(cgroup: string): Application | null {
  for (const unit of cgroup.split('/').reverse()) {
    const scope = /^app-(?:[^-]+-)?([^-]+)-[^-]+\.scope$/.exec(unit);
    if (scope?.[1]) return named(unescaped(scope[1]));
    const service = /^app-(?:[^-@]+-)?([^-@]+)(?:@[^@]*)?\.service$/.exec(unit);
    if (service?.[1]) return named(unescaped(service[1]));
    const snap = /^snap\.([^.]+)\..+\.(scope|service)$/.exec(unit);
    if (snap?.[1]) return named(unescaped(snap[1]));
    const container = /^(?:docker|libpod|crio|cri-containerd|lxc)-([0-9a-f]{12})[0-9a-f]*\.scope$/.exec(unit);
    if (container?.[1]) {
      return { key: `container ${container[1]}`, name: `container ${container[1]}`, by: 'cgroup' };
    }
  }
  return /^\/(system\.slice|init\.scope|machine\.slice)(\/|$)/.test(cgroup) ? SYSTEM : null;
}

/** The kernel's own threads have neither a file nor a command line. */
const isOfKernel = ({ exe, cmdline, uid }: ProcessInfo) => uid === 0 && exe === '' && cmdline === '';

const isFrame = ({ name }: ProcessInfo) => FRAMES.has(name) || name.startsWith('tmux:');

/** Of two whole numbers in decimal. */
const isLater = (a: string, b: string) => a.length > b.length || (a.length === b.length && a > b);

/** From the process up, as far as its ancestors have read. */
function lineage(process: ProcessInfo, byPid: ReadonlyMap<number, ProcessInfo>): ProcessInfo[] {
  const line = [process];
  for (let child = process; ; ) {
    const parent = byPid.get(child.parent);
    // One that is younger than its child has the pid of a parent that is gone.
    if (parent === undefined || line.includes(parent) || isLater(parent.started, child.started)) return line;
    line.push(parent);
    child = parent;
  }
}

/** `byPid`: all processes there are, of one pid the newest. */
export function applicationOf(process: ProcessInfo, byPid: ReadonlyMap<number, ProcessInfo>): Application {
  const told = applicationOfCgroup(process.cgroup);
  const inTerminal = told?.by === 'cgroup' && TERMINALS.test(told.name);
  if (told !== null && !inTerminal) return told;
  if (isOfKernel(process)) return SYSTEM;
  const root = lineage(process, byPid).findLast((one) => !isFrame(one));
  if (root === undefined && told !== null) return told;
  const name = programName(root ?? process);
  return { key: `name ${name}`, name, by: 'ancestor' };
}
