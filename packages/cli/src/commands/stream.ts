import type { StreamItem } from '@coxswain/client'
import { Command } from 'commander'
import type { ConnectionOptions } from '../connect.ts'
import { baseUrlOption, databaseOption, wholeNumber } from '../options.ts'
import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { withClient } from '../with-client.ts'

interface StreamOptions extends ConnectionOptions {
  readonly types?: string
  readonly after?: string
  readonly count?: string
  readonly json?: true
}

export function streamCommand(terminal: Terminal): Command {
  return new Command('stream')
    .description('Print events as they happen, until stopped')
    .option('--types <list>', 'Only these, with commas between: action.*,approval.requested')
    .option('--after <event id>', 'Begin after this event instead of now')
    .option('--count <number>', 'End after so many')
    .option('--json', 'Print one JSON envelope per line')
    .addOption(baseUrlOption())
    .addOption(databaseOption())
    .action((options: StreamOptions) =>
      withClient(options, terminal, async ({ events }) => {
        const { types, after } = options
        let left = options.count === undefined ? Infinity : count(options.count)
        const stream = events.stream({
          ...(types === undefined ? {} : { types: types.split(',') }),
          ...(after === undefined ? {} : { lastEventId: after }),
        })
        void terminal.untilStopped().then(() => stream.close())
        for await (const item of stream) {
          terminal.out(options.json ? JSON.stringify(item) : line(item, terminal))
          left -= 1
          if (left <= 0) break
        }
      }),
    )
}

const count = (text: string) => wholeNumber(text, 1, 999_999_999, '--count')

function line(item: StreamItem, terminal: Terminal): string {
  if (item.event === 'reset') {
    return terminal.style('yellow', `reset: ${printable(item.detail)}`)
  }
  const { timestamp, seq, event, resource, actor } = item
  const about = printable(`${resource.id}`)
  const time = terminal.style('dim', `${timestamp} ${`${seq}`.padStart(6)}`)
  return `${time}  ${`${event}`.padEnd(28)}  ${about}  ${terminal.style('dim', `by ${actor.id ?? actor.type}`)}`
}
