/** A line that tells how far a run is: drawn in place on a terminal, one line per tenth elsewhere. */
export class Progress {
  readonly #total: number
  readonly #stream: NodeJS.WriteStream
  #done = 0
  #failed = 0
  #tenth = 0

  constructor(total: number, stream: NodeJS.WriteStream) {
    this.#total = total
    this.#stream = stream
  }

  step(passed: boolean): void {
    this.#done += 1
    if (!passed) this.#failed += 1
    const tenth = Math.floor((this.#done * 10) / this.#total)
    if (this.#stream.isTTY) this.#stream.write(`\r${this.#bar()}`)
    else if (tenth > this.#tenth) this.#stream.write(`${this.#bar()}\n`)
    this.#tenth = tenth
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K')
  }

  #bar(): string {
    const width = 30
    const full = Math.round((width * this.#done) / this.#total)
    const failed = this.#failed > 0 ? ` · ${this.#failed} failed` : ''
    return `parity [${'█'.repeat(full)}${'·'.repeat(width - full)}] ${this.#done}/${this.#total}${failed}`
  }
}
