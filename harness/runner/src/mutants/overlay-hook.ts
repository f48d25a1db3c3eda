// Loaded by Node before anything else: hands out another text for one file, and leaves the disk alone.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

const { COXSWAIN_OVERLAY_FILE: file, COXSWAIN_OVERLAY_TEXT: text } = process.env

if (file && text) {
  const { href } = pathToFileURL(file)
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      return url === href ? { ...loaded, source: readFileSync(text, 'utf8') } : loaded
    },
  })
}
