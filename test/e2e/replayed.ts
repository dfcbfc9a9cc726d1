// The real window before a capture file that is there already: the web shell's server, without `ioscope serve`,
// which records into a file of its own.

import { forkCapture } from '../../session/capture-host.ts';
import { readRendererFiles } from '../../session/renderer-files.ts';
import { Session } from '../../session/session.ts';
import { Downloads } from '../../web/downloads.ts';
import { Memory } from '../../web/memory.ts';
import { startServer, type WebServer } from '../../web/server.ts';

export class Replayed {
  readonly address: string;
  readonly #session: Session;
  readonly #server: WebServer;
  readonly #downloads: Downloads;

  private constructor(session: Session, server: WebServer, downloads: Downloads) {
    this.address = server.address;
    this.#session = session;
    this.#server = server;
    this.#downloads = downloads;
  }

  /** `directory`: for downloads. `memory`: what windows remember; else each begins anew. The file stays. */
  static async start(file: string, directory: string, memory = '/dev/null/none'): Promise<Replayed> {
    const downloads = new Downloads(directory);
    const session = new Session({
      host: forkCapture,
      chooseTarget: async (format) => downloads.prepare(format),
      ownPids: () => [process.pid],
      file,
    });
    const server = await startServer({
      ...{ session, downloads, port: 0 },
      files: readRendererFiles(),
      memory: new Memory(memory),
    });
    return new Replayed(session, server, downloads);
  }

  async stop(): Promise<void> {
    await this.#server.close();
    await this.#session.close();
    this.#downloads.close();
  }
}
