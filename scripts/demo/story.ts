import { styleText } from 'node:util'

type Who = 'control plane' | 'operator' | 'approver' | 'node' | 'python' | 'log'

const colours = {
  'control plane': 'cyan',
  operator: 'magenta',
  approver: 'magenta',
  node: 'green',
  python: 'yellow',
  log: 'blue',
} as const

/** A story in lines: when, who, what. */
export class Story {
  readonly #started = performance.now()

  tell(who: Who, what: string): void {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(2).padStart(6)
    const stream = process.stdout
    const time = styleText('dim', `${seconds} s`, { stream })
    const name = styleText(colours[who], who.padEnd(13), { stream })
    console.log(`${time}  ${name}  ${what}`)
  }

  title(text: string): void {
    console.log(`\n${styleText('bold', text, { stream: process.stdout })}\n`)
  }
}
