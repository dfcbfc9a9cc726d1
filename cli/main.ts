// The command line: what can be asked of it, and where each goes. Knows no recording and no window itself.

import { Command, CommanderError, Option } from 'commander';
import { MAX_RING_MIB } from '../contract/capture.ts';
import { toProblem } from '../contract/problem.ts';
import type { BlockedOptions } from './blocked.ts';
import { addChoosing, CHOOSING } from './chosen.ts';
import { type RecordOptions, record } from './record.ts';
import { each, integer, pid, seconds } from './values.ts';
import { openWindow } from './window.ts';

const EXAMPLES = `
${CHOOSING}

Marks name moments of the recording. The signal USR1 to this process sets one (kill -USR1 PID); with --marks-from stdin
each line typed or written there does, named so. Standard input is read only then. Each mark is told on standard
error at once, its time as in the reads; --marks writes them to a file. They are never among the reads.

Examples:
  ioscope record -- git status                      every read of git, from its first
  ioscope record --comm 'firefox*' --duration 10    ten seconds of the threads whose names begin so
  ioscope record --tree 4711 --output reads.csv     a process and its children until Ctrl-C, as CSV
  ioscope record --kind file --min-latency 1ms      reads of files that took a millisecond or longer
  ioscope record --process code --failures          reads that failed, of the processes of this name
  ioscope record --cgroup /system.slice --ring 256  a control group, with a larger ring buffer
  ioscope record --marks-from stdin -- firefox      a mark at each press of Enter`;

function ring(): Option {
  const what = 'size of the ring buffer, rounded up to a power of two (default: 256)';
  return new Option('--ring <MiB>', what).argParser(integer('size', 1, MAX_RING_MIB));
}

const program = new Command('ioscope')
  .description('Shows which process reads what, how much it asked for, how much it got and how long it took.')
  .exitOverride()
  // An option behind a command is that command's; --ring before it is as good.
  .enablePositionalOptions()
  .addOption(ring())
  .action(openWindow);

program
  .command('serve')
  .description('serve the window on this machine only and print its address')
  .option('--port <number>', 'port to listen on; 0 takes a free one', integer('port', 0, 65_535), 0)
  .addOption(ring())
  .action(async (options: { port: number; ring?: number }) => {
    const { serve } = await import('../web/main.ts');
    await serve({ ...program.opts<{ ring?: number }>(), ...options });
  });

program
  .command('blocked')
  .description('list the reads that have begun and not returned')
  .option('--pid <number>', 'only this process (may be repeated)', each(pid), [])
  .option('--watch <seconds>', 'how long to watch for reads that begin before listing', seconds, 2)
  .action(async (options: BlockedOptions) => {
    const { blocked } = await import('./blocked.ts');
    await blocked(options);
  });

addChoosing(program.command('record').description('record without a window'))
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
  .addOption(ring())
  .option('--output <file>', 'where to write; - is standard output', '-')
  .option(
    '--marks <file>',
    'where to write marks, as CSV with time and name; else they are on standard error only',
  )
  .addOption(
    new Option(
      '--marks-from <where>',
      'take each line there as a mark; the program gets no input then',
    ).choices(['stdin']),
  )
  .argument('[command...]', 'after --: a program to run and record with its children until it ends')
  .addHelpText('after', EXAMPLES)
  .action((commandLine: string[], options: RecordOptions) =>
    record(commandLine, { ...program.opts<{ ring?: number }>(), ...options }),
  );

// A terminal that was closed, or a reader that has ended, hears no more; what is under way still ends in good order.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

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
