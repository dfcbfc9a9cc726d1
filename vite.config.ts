// Builds the window. Addresses are relative: Electron serves it under app://, the web shell under a secret path.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  server: { fs: { allow: ['.', '..'] } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The policy allows fonts and scripts from 'self' only: nothing may be inlined as data:.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // recharts and React are one window's worth of code, loaded once from the same machine.
    chunkSizeWarningLimit: 1000,
  },
});
