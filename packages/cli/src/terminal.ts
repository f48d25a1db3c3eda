import { text } from 'node:stream/consumers'
import { styleText } from 'node:util'
import { openScreen, type Screen } from './screen.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** What the commands know of the world around them; tests give one of their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative paths start from. */
  readonly folder: string
  /** Data and answers. */
  out(text: string): void
  /** Notes, progress and errors. */
  note(text: string): void
  /** Colours what goes to `out`, on a terminal that wants colour. */
  style(style: Style, text: string): string
  /** Colours what goes to `note`. */
  styleNote(style: Style, text: string): string
  /** All of standard input. */
  input(): Promise<string>
  /** Takes over the screen, where a person sits before it; null elsewhere. */
  openScreen(): Screen | null
  /** Resolves when the person or the system asks the program to end. */
  untilStopped(): Promise<void>
}

export function processTerminal(): Terminal {
  // `styleText` looks at the stream, NO_COLOR and FORCE_COLOR.
  const styleFor = (stream: NodeJS.WriteStream) => (style: Style, text: string) =>
    styleText(style, text, { stream })
  return {
    env: process.env,
    folder: process.cwd(),
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    style: styleFor(process.stdout),
    styleNote: styleFor(process.stderr),
    input: () => text(process.stdin),
    openScreen: () =>
      process.stdin.isTTY && process.stdout.isTTY
        ? openScreen(process.stdin, process.stdout)
        : null,
    untilStopped: () =>
      new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      }),
  }
}
