// Stands for the `electron` module where there is no runtime: the parts the shell uses, with their types
// taken from electron.d.ts, so that a member that changes there fails the type check here.

import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { vi } from 'vitest';

type Method<T, K extends keyof T> = Extract<T[K], (...args: never[]) => unknown>;

/** A vi.fn of exactly the type the named method of `T` has. */
function method<T>() {
  return <K extends keyof T>(_name: K, body?: Method<T, K>) => vi.fn(body) as unknown as Spy<Method<T, K>>;
}
type Spy<F extends (...args: never[]) => unknown> = F & ReturnType<typeof vi.fn<F>>;

const ofFrame = (frame: Pick<Electron.WebFrameMain, 'url' | 'parent'>) => frame as Electron.WebFrameMain;

const session = method<Electron.Session>();
export class StandInSession {
  setPermissionRequestHandler = session('setPermissionRequestHandler');
  setPermissionCheckHandler = session('setPermissionCheckHandler');
  setDevicePermissionHandler = session('setDevicePermissionHandler');
}

const contents = method<Electron.WebContents>();
export class StandInContents extends EventEmitter {
  mainFrame = ofFrame({ url: 'app://ioscope/index.html', parent: null });
  session = new StandInSession();
  setWindowOpenHandler = contents('setWindowOpenHandler');
  postMessage = contents('postMessage');
  send = contents('send');
}

const window = method<Electron.BrowserWindow>();
export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  webContents = new StandInContents();
  show = window('show');
  focus = window('focus');
  restore = window('restore');
  maximize = window('maximize');
  isMinimized = window('isMinimized', () => false);
  loadURL = window('loadURL', async () => {});
  readonly options: Electron.BrowserWindowConstructorOptions;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, this);
  }
}

const ofApp = method<Electron.App>();
class StandInApp extends EventEmitter {
  requestSingleInstanceLock = ofApp('requestSingleInstanceLock', () => true);
  whenReady = ofApp('whenReady', async () => {});
  quit = ofApp('quit');
  exit = ofApp('exit');
  getPath = ofApp('getPath', (name) => `/home/user/${name}`);
}
export const app = new StandInApp();

const ofProtocol = method<Electron.Protocol>();
export const protocol = {
  registerSchemesAsPrivileged: ofProtocol('registerSchemesAsPrivileged'),
  handle: ofProtocol('handle'),
};

const ofIpc = method<Electron.IpcMain>();
export const ipcMain = { handle: ofIpc('handle') };

const ofDialog = method<Electron.Dialog>();
export const dialog = {
  // Of its two forms the shell uses the one with a window.
  showSaveDialog:
    vi.fn<
      (
        window: Electron.BaseWindow,
        options: Electron.SaveDialogOptions,
      ) => Promise<Electron.SaveDialogReturnValue>
    >(),
  showErrorBox: ofDialog('showErrorBox'),
};

const ofMenu = method<typeof Electron.Menu>();
export const Menu = {
  setApplicationMenu: ofMenu('setApplicationMenu'),
  buildFromTemplate: ofMenu('buildFromTemplate', (items) => ({ items }) as unknown as Electron.Menu),
};

export const nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'> = { shouldUseDarkColors: false };

const ofScreen = method<Electron.Screen>();
export const screen = { getAllDisplays: ofScreen('getAllDisplays', () => []) };

const ofPort = method<Electron.MessagePortMain>();
class StandInPort extends EventEmitter {
  postMessage = ofPort('postMessage');
  start = ofPort('start');
  close = ofPort('close');
}
export class MessageChannelMain {
  port1 = new StandInPort();
  port2 = new StandInPort();
}

const ofProcess = method<Electron.UtilityProcess>();
export class StandInProcess extends EventEmitter {
  pid: Electron.UtilityProcess['pid'] = 4711;
  postMessage = ofProcess('postMessage');
  kill = ofProcess('kill', () => true);
}
const ofUtility = method<typeof Electron.utilityProcess>();
export const child = new StandInProcess();
export const utilityProcess = {
  fork: ofUtility('fork', () => child as unknown as Electron.UtilityProcess),
};

const ofBridge = method<Electron.ContextBridge>();
export const contextBridge = { exposeInMainWorld: ofBridge('exposeInMainWorld') };

const ofRenderer = method<Electron.IpcRenderer>();
class StandInIpcRenderer extends EventEmitter {
  invoke = ofRenderer('invoke');
}
export const ipcRenderer = new StandInIpcRenderer();
