import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { harnessPath, repositoryPath } from '../paths.ts'
import type { DriverCommand } from '../subject/driver-process.ts'
import type { Overlay } from './mutant.ts'

const nodeHook = pathToFileURL(harnessPath('runner/src/mutants/overlay-hook.ts')).href
const pythonHook = harnessPath('runner/src/mutants/overlay_hook.py')

/** Where the other texts lie while they are needed. */
export class OverlayFolder {
  readonly #path = mkdtempSync(join(tmpdir(), 'coxswain-overlay-'))
  #count = 0

  /** The environment in which a hooked process sees the overlay. */
  environment({ file, text }: Overlay): Record<string, string> {
    this.#count += 1
    const path = join(this.#path, `${this.#count}${extname(file)}`)
    writeFileSync(path, text)
    return {
      COXSWAIN_OVERLAY_FILE: repositoryPath(file),
      COXSWAIN_OVERLAY_TEXT: path,
      NODE_OPTIONS: `--import=${nodeHook}`,
      // What is not changed need not be compiled again by every process of a run.
      NODE_COMPILE_CACHE: join(this.#path, 'compiled'),
    }
  }

  /** A driver's command, so that it sees the overlay. */
  driver({ command, args }: DriverCommand, overlay: Overlay): DriverCommand {
    const hooked = extname(overlay.file) === '.py' ? [pythonHook, ...args] : args
    return { command, args: hooked, env: this.environment(overlay) }
  }

  remove(): void {
    rmSync(this.#path, { recursive: true })
  }
}
