import type { Socket } from 'node:net'

/** Reads answers with a Content-Length, one at a time. */
export class Answers {
  #text = ''
  #asked: PromiseWithResolvers<number> | null = null

  constructor(socket: Socket) {
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#text += text
      this.#look()
    })
    const fail = (reason: string) => this.#asked?.reject(new Error(reason))
    socket.on('error', ({ message }) => fail(message))
    socket.on('close', () => fail('the connection was closed'))
  }

  /** The status of the next answer, when it has come to its end. */
  next(): Promise<number> {
    this.#asked = Promise.withResolvers()
    return this.#asked.promise
  }

  #look(): void {
    const end = this.#text.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#text.slice(0, end)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      this.#asked?.reject(new Error('an answer without a Content-Length'))
      return
    }
    const size = end + 4 + Number(length)
    if (this.#text.length < size) return
    this.#text = this.#text.slice(size)
    this.#asked?.resolve(Number(head.slice(9, 12)))
  }
}
