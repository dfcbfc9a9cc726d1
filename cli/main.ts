// The command line: what can be asked of it, and where each goes. Knows no recording and no window itself.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { toProblem } from '../contract/problem.ts';
import type { BlockedOptions } from './blocked.ts';
import { record } from './record.ts';
import { openWindow } from './window.ts';

function integer(name: string, least: number, most: number) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A ${name} is a whole number from ${least} to ${most}.`);
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 86_400 * 7) return value;
  throw new InvalidArgumentError(
    'A duration is a number of seconds above 0 and at most a week, e.g. 10 or 0.5.',
  );
}

function each<T>(parse: (text: string) => T) {
  return (text: string, before: T[]): T[] => [...before, parse(text)];
}

function name(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('A comm has at least one character.');
}

const EXAMPLES = `
Examples:
  ioscope record -- git status                      every read of git, from its first
  ioscope record --comm firefox-bin --duration 10   ten seconds of the threads named so
  ioscope record --pid 4711 --output reads.csv      one process until Ctrl-C, as CSV`;

const program = new Command('ioscope')
  .description('Shows which process reads what, how much it asked for, how much it got and how long it took.')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .action(openWindow);

program
  .command('serve')
  .description('serve the window on this machine only and print its address')
  .option('--port <number>', 'port to listen on; 0 takes a free one', integer('port', 0, 65_535), 0)
  .action(async ({ port }: { port: number }) => {
    const { serve } = await import('../web/main.ts');
    await serve({ port });
  });

program
  .command('blocked')
  .description('list the reads that have begun and not returned')
  .option('--pid <number>', 'only this process (may be repeated)', each(integer('PID', 1, 2 ** 22)), [])
  .option('--watch <seconds>', 'how long to watch for reads that begin before listing', seconds, 2)
  .action(async (options: BlockedOptions) => {
    const { blocked } = await import('./blocked.ts');
    await blocked(options);
  });

program
  .command('record')
  .description('record without a window')
  .option('--pid <number>', 'only this process (may be repeated)', each(integer('PID', 1, 2 ** 22)), [])
  .option('--comm <name>', 'only threads of this name (may be repeated)', each(name), [])
  .option('--duration <seconds>', 'stop after this long', seconds)
  .addOption(
    new Option('--attach <mode>', 'how to attach to the kernel')
      .choices(['auto', 'btf', 'tracepoint'])
      .default('auto'),
  )
  .addOption(
    new Option('--format <format>', 'how to write reads (default: by the name of FILE, else text)').choices([
      'csv',
      'jsonl',
      'text',
    ]),
  )
  .option('--output <file>', 'where to write; - is standard output', '-')
  .argument('[command...]', 'after --: a program to run and record with its children until it ends')
  .addHelpText('after', EXAMPLES)
  .action(record);

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (caught) {
    // Commander has said it already, on standard error; 2 is a wrong call.
    if (caught instanceof CommanderError) {
      process.exitCode = caught.exitCode === 0 ? 0 : 2;
      return;
    }
    const { message, remedy } = toProblem(caught);
    process.stderr.write(`ioscope: ${message}${remedy === '' ? '' : ` ${remedy}`}\n`);
    process.exitCode = 1;
  }
}

await main();
// A question for permission that is still on the screen would hold this process until it is answered.
process.exit();
