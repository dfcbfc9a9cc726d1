// The application menu: roles every desktop knows, nothing of its own.

import { Menu, type MenuItemConstructorOptions } from 'electron';

const TEMPLATE: MenuItemConstructorOptions[] = [
  {
    label: '&File',
    submenu: [{ role: 'close' }, { type: 'separator' }, { role: 'quit', accelerator: 'CmdOrCtrl+Q' }],
  },
  {
    label: '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  },
  {
    label: '&View',
    submenu: [
      { role: 'reload' },
      { role: 'toggleDevTools' },
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  },
  { label: '&Help', submenu: [{ role: 'about', label: 'About ioscope' }] },
];

export function setupMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(TEMPLATE));
}
